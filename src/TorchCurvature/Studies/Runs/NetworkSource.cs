using TorchCurvature.Precision;
using static TorchSharp.torch;

namespace TorchCurvature.Studies.Runs;

/// <summary>Where the weights of a network are that is looked at beside others: in the folder of a finished run, or in a file.</summary>
public abstract record NetworkSource
{
    /// <summary>What is at a place.</summary>
    /// <param name="place">The folder or the file.</param>
    private protected NetworkSource(string place) => Place = place;

    /// <summary>The folder or the file, as it was named.</summary>
    public string Place { get; }

    /// <summary>Finds out which of both a place is, and reads the manifest where it is a run.</summary>
    /// <param name="place">The folder or the file.</param>
    /// <exception cref="FinishedRunException">There is nothing, or a folder without a finished run that trained a network.</exception>
    public static NetworkSource Open(string place)
    {
        ArgumentNullException.ThrowIfNull(place);
        if (File.Exists(place))
        {
            return new NetworkFile(place);
        }

        bool isFileThatIsMissing = !Directory.Exists(place) && Path.HasExtension(place);
        return isFileThatIsMissing
            ? throw new FinishedRunException(
                $"There is neither a file nor a folder '{place}'. Name a network's file, a checkpoint of one, or the folder of a run of "
                    + "'curvature train' or 'curvature spectrum'.")
            : FinishedRun.Open(place);
    }

    /// <summary>The network with its own weights and buffers, on the CPU; the caller owns it.</summary>
    /// <param name="problem">The problem whose network it is.</param>
    /// <param name="precision">The precision in which it is looked at, which a network that was rounded already need not have.</param>
    internal abstract nn.Module<Tensor, Tensor> Load(Problem problem, WorkingPrecision precision);
}
