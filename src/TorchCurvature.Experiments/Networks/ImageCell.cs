using System.Text.Json.Serialization;
using TorchCurvature.Data;
using TorchCurvature.Experiments.Cells;
using TorchCurvature.Models;
using TorchCurvature.Studies;
using TorchCurvature.Training;

namespace TorchCurvature.Experiments.Networks;

/// <summary>
/// A network is trained on a subset of MNIST, and the eigenvalues of its exact Hessian are computed at the end. The smoke size has Gaussian
/// blobs in the place of digits.
/// </summary>
/// <param name="Digits">Whether the data are digits, and not blobs.</param>
/// <param name="Resize">Height and width that digits are resampled to; 28 leaves them as they are.</param>
/// <param name="Samples">N.</param>
/// <param name="Hidden">Units of the hidden layer of a fully connected network; 0 takes the convolutional one.</param>
/// <param name="BatchSize">Examples in a step; null takes all.</param>
/// <param name="MaxSteps">Training stops after so many steps.</param>
/// <param name="StopGradientNorm">Training stops below this norm of the full gradient.</param>
/// <param name="Seed">Seed of weights and order. The data are the same for all.</param>
public sealed record ImageCell(
    bool Digits, int Resize, int Samples, int Hidden, int? BatchSize, long MaxSteps, double StopGradientNorm, long Seed) : Cell<Solution>
{
    internal const int BlobClasses = 3;

    private const int DigitClasses = 10;
    private const int BlobDimension = 20;
    private const int ConvolutionalParameters = 5142;
    private const int DataSeed = 0;
    private const int FullSide = 28;

    /// <summary>The folder of MNIST.</summary>
    [JsonIgnore]
    public string DataFolder { get; init; } = "";

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Key
    {
        get
        {
            string data = Digits ? $"mnist{Resize}" : "blobs", network = IsConvolutional ? "convnet" : $"h{Hidden}";
            string batch = BatchSize is { } size ? $"batch{size}" : "full";
            string stop = StopGradientNorm > 0 ? FormattableString.Invariant($"-stop{StopGradientNorm}") : "";
            return $"{data}-N{Samples}-{network}-{batch}-steps{MaxSteps}{stop}-seed{Seed}";
        }
    }

    /// <summary>P.</summary>
    [JsonIgnore]
    public long Parameters
    {
        get
        {
            int inputs = Digits ? Resize * Resize : BlobDimension;
            return IsConvolutional ? ConvolutionalParameters : MultilayerPerceptron.ParameterCount(inputs, [Hidden], ClassCount);
        }
    }

    /// <inheritdoc/>
    [JsonIgnore]
    public override double RequiredBytes => Solver.RequiredBytes(Parameters);

    private ProblemSpec Problem => new()
    {
        Data = Digits
            ? new MnistSpec
            {
                Samples = Samples,
                DataDirectory = DataFolder,
                Resize = Resize == FullSide ? null : new ImageSize(Resize, Resize),
            }
            : new BlobsSpec { Classes = ClassCount, Dimension = BlobDimension, Samples = Samples },
        Model = IsConvolutional ? new ConvolutionalNetworkSpec() : new MlpSpec { Hidden = [Hidden] },
        Seed = Seed,
        SeedOfData = DataSeed,
    };

    private bool IsConvolutional => Hidden == 0;

    private int ClassCount => Digits ? DigitClasses : BlobClasses;

    /// <inheritdoc/>
    public override Solution Compute(Action<string> status, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(status);
        var training = new TrainingOptions
        {
            Optimizer = new GradientDescentSpec().WithExamplesPerStep(BatchSize),
            MaxSteps = MaxSteps,
            StopGradientNorm = StopGradientNorm,
        };
        return new Solver(status, cancellation).Solve(Problem, training, withInitial: false);
    }
}
