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
        if (FolderOfRun(place) is { } folder)
        {
            return FinishedRun.Open(folder);
        }

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

    /// <summary>
    /// The folder of the run that a place is: a folder itself, or that of the file in which a run keeps its trained network, which the
    /// manifest beside it says how to read; null for every other file, and for nothing.
    /// </summary>
    /// <param name="place">The folder or the file.</param>
    public static string? FolderOfRun(string place)
    {
        if (Directory.Exists(place))
        {
            return place;
        }

        return File.Exists(place) && Path.GetFileName(place) == RunFiles.FinalModel ? Path.GetDirectoryName(Path.GetFullPath(place)) : null;
    }

    /// <summary>The file that the weights are in.</summary>
    internal abstract string WeightsPath { get; }

    /// <summary>The precision of the network that the weights are read into.</summary>
    /// <param name="precision">The precision in which it is looked at, which a network that was rounded already need not have.</param>
    internal abstract WorkingPrecision ReadingPrecision(WorkingPrecision precision);

    /// <summary>Puts the weights and buffers into a network.</summary>
    /// <param name="model">A network of the problem, on the CPU, in that precision.</param>
    internal abstract void ReadInto(nn.Module<Tensor, Tensor> model);

    /// <summary>Whether they are those that the network of a problem has by itself.</summary>
    internal virtual bool IsNetworkOf(ProblemSpec problem) => false;
}
