using static TorchSharp.torch;

namespace TorchCurvature.Models;

/// <summary>Reads networks and their weights from files of other libraries.</summary>
public interface IModelReader
{
    /// <summary>Loads a network with its weights, on the CPU, in the precision in which it was saved.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The caller owns it.</returns>
    /// <exception cref="ArgumentException">It holds no network that can be used; the message says what it holds and what to do.</exception>
    nn.Module<Tensor, Tensor> Load(string path);

    /// <summary>Refuses a file of code that would end the process that loads it, or that cannot be loaded.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="ArgumentException">It is refused; the message says why.</exception>
    void RequireLoadable(string path);

    /// <summary>Puts the weights and buffers of a file into a network that was loaded.</summary>
    /// <param name="model">The network.</param>
    /// <param name="path">The file.</param>
    /// <exception cref="ArgumentException">It holds no weights, or those of another network.</exception>
    void LoadWeights(nn.Module<Tensor, Tensor> model, string path);

    /// <summary>Both of a checkpoint, read once: puts its weights and buffers into a network, and says what it says of its
    /// training.</summary>
    /// <param name="model">The network.</param>
    /// <param name="path">The file.</param>
    /// <returns>As <see cref="ReadTraining"/>; the caller owns it.</returns>
    /// <exception cref="ArgumentException">It holds no weights, or weights or an optimizer of another network.</exception>
    TrainingSnapshot? LoadCheckpoint(nn.Module<Tensor, Tensor> model, string path);

    /// <summary>What a checkpoint says of its training; null where it says nothing.</summary>
    /// <param name="model">The network, whose order of parameters counts.</param>
    /// <param name="path">The file.</param>
    /// <returns>The caller owns it.</returns>
    /// <exception cref="ArgumentException">The file cannot be read, or its optimizer is one of another network.</exception>
    TrainingSnapshot? ReadTraining(nn.Module<Tensor, Tensor> model, string path);
}
