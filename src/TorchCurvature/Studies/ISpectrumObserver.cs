using TorchCurvature.Training;
using static TorchSharp.torch;

namespace TorchCurvature.Studies;

/// <summary>
/// Who is told how far a <see cref="SpectrumStudy"/> is, and of what it finds as soon as it is found. Called on the thread that computes.
/// </summary>
public interface ISpectrumObserver
{
    /// <summary>What was decided, with its reason; and what memory it will take.</summary>
    /// <param name="sentence">The sentence.</param>
    void Announce(string sentence);

    /// <summary>A network that was given has been looked at, before anything long.</summary>
    /// <param name="findings">What was found.</param>
    void Probed(ModelFindings findings);

    /// <summary>A matrix is being computed: who is told of its share, from 0 to 1.</summary>
    /// <param name="point">The point.</param>
    IProgress<double> ComputingMatrix(string point);

    /// <summary>It is being diagonalized, which says nothing until it is done.</summary>
    /// <param name="point">The point.</param>
    /// <param name="expectedSeconds">How long the point before took; null for the first.</param>
    /// <returns>Disposed when it is done.</returns>
    IDisposable Diagonalizing(string point, double? expectedSeconds);

    /// <summary>Products are being made: who is told of what they find.</summary>
    /// <param name="subject">Of which point, and of which of its blocks.</param>
    ProductProgress Multiplying(string subject);

    /// <summary>The training begins: who is told of its steps.</summary>
    IProgress<TrainingRecord> Training();

    /// <summary>The training waits while the Hessian is looked at.</summary>
    /// <param name="steps">Steps taken.</param>
    void LookingAt(long steps);

    /// <summary>The training has ended, or was cancelled.</summary>
    /// <param name="model">The network, in the precision of the training; on loan.</param>
    /// <param name="soFar">What is known.</param>
    void Trained(nn.Module model, SpectrumOutcome soFar);

    /// <summary>A point, or one block of it, has been looked at.</summary>
    /// <param name="soFar">What is known, that included.</param>
    void Found(SpectrumOutcome soFar);
}
