using TorchCurvature.Resources;

namespace TorchCurvature.Cli.Problems;

/// <summary>What data and network take, by arithmetic, before anything is allocated: where memory is short, making them would end the process.</summary>
internal static class ProblemSize
{
    /// <summary>Parameters of a fully connected network; of others 0, which are small.</summary>
    public static double Parameters(ProblemOptions options)
    {
        double[] widths = [Inputs(options), .. options.Hidden, options.Data == "blobs" ? options.Classes : 10];
        return options.Model == "mlp" ? widths.Zip(widths.Skip(1), (from, to) => (from + 1) * to).Sum() : 0;
    }

    /// <summary>Refuses what cannot be made.</summary>
    /// <exception cref="InsufficientMemoryException">Data or network do not fit.</exception>
    public static void Check(ProblemOptions options)
    {
        const int CopiesOfData = 6; // training and test halves, while they are standardized and shuffled
        double inputs = Inputs(options), parameters = Parameters(options), dataBytes = options.Data == "blobs" ? CopiesOfData * inputs * (options.Samples ?? 1000) * sizeof(double) : 0;
        long available = MachineMemory.AvailableBytes;
        if (parameters * sizeof(double) > available)
        {
            throw new InsufficientMemoryException(
                $"The {parameters:N0} parameters of this network take {MachineMemory.Format(parameters * sizeof(double))}; {MachineMemory.Format(available)} are available. Use smaller --hidden.");
        }

        if (dataBytes > available)
        {
            throw new InsufficientMemoryException(
                $"{options.Samples ?? 1000:N0} training and as many test examples of {inputs:N0} numbers take about {MachineMemory.Format(dataBytes)}; " +
                $"{MachineMemory.Format(available)} are available. Ask for fewer --samples or a smaller --dimension.");
        }
    }

    private static double Inputs(ProblemOptions options) =>
        options.Resize is (var height, var width) ? (options.Data == "mnist" ? 1.0 : 3.0) * height * width
        : options.Data == "blobs" ? options.Dimension
        : options.Data == "mnist" ? 28 * 28
        : 3 * 32 * 32;
}
