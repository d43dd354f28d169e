using System.Text.Json.Serialization;
using TorchCurvature.Data;
using TorchCurvature.Eigensolvers;
using TorchCurvature.Experiments.Cells;
using TorchCurvature.Experiments.Networks;
using TorchCurvature.Models;
using TorchCurvature.Spectra;
using TorchCurvature.Studies;
using TorchCurvature.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Experiments.ClassLevels;

/// <summary>
/// A network of two hidden layers learns Gaussian clusters by descent over all examples, and the eigenvectors of its exact G are compared
/// with class means and cross-class means.
/// </summary>
/// <param name="Dimension">d.</param>
/// <param name="Samples">N.</param>
/// <param name="Classes">C.</param>
/// <param name="Spread">The standard deviation of a cluster.</param>
/// <param name="Hidden">Units of each hidden layer.</param>
/// <param name="MaxSteps">Training stops after so many steps.</param>
/// <param name="StopGradientNorm">Training stops below this norm of the gradient.</param>
/// <param name="Seed">Seed of data and weights.</param>
public sealed record LevelCell(
    int Dimension, int Samples, int Classes, double Spread, int Hidden, long MaxSteps, double StopGradientNorm, long Seed)
    : Cell<LevelSpectrum>
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override string Key => FormattableString.Invariant(
        $"levels-blobs-C{Classes}-N{Samples}-d{Dimension}-spread{Spread}-h{Hidden}-stop{StopGradientNorm}-steps{MaxSteps}-seed{Seed}");

    /// <inheritdoc/>
    [JsonIgnore]
    public override double RequiredBytes => DenseEigensolver.RequiredBytes(
        MultilayerPerceptron.ParameterCount(Dimension, [Hidden, Hidden], Classes), ScalarType.Float64, vectors: true);

    /// <summary>C(C − 1): up to here the first two levels go.</summary>
    internal static int TwoLevels(int classes) => classes * (classes - 1);

    /// <inheritdoc/>
    public override LevelSpectrum Compute(Action<string> status, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(status);
        var spec = new ProblemSpec
        {
            Data = new BlobsSpec { Classes = Classes, Dimension = Dimension, Samples = Samples, Spread = Spread },
            Model = new MlpSpec { Hidden = [Hidden, Hidden] },
            Seed = Seed,
        };
        var training = new TrainingOptions { MaxSteps = MaxSteps, StopGradientNorm = StopGradientNorm };
        return new Solver(status, cancellation).TrainAndLook(spec, training, Look);

        LevelSpectrum Look(Point point)
        {
            status("eigenvectors");
            using DisposeScope scope = NewDisposeScope();
            Spectrum hessian = point.Risk.Hessian().Spectrum(cancellation: cancellation);
            using EigenPairs pairs = point.Risk.GaussNewton().Pairs(cancellation: cancellation);
            using var levels = LevelRows.Compute(point.Risk);
            int shown = (int)Math.Min(3L * TwoLevels(Classes), pairs.Vectors.shape[1]);
            double[] eigenvalues = [.. pairs.Values.Take(shown)];
            Tensor vectors = pairs.Vectors.narrow(1, 0, shown);
            return new LevelSpectrum(
                hessian.Dimension,
                point.Train.Loss,
                point.Train.Accuracy ?? double.NaN,
                eigenvalues,
                Shares(levels.OfClasses),
                Shares(levels.AcrossClasses),
                [.. hessian.Eigenvalues.Take(shown)]);

            double[] Shares(Tensor rows) => [.. LevelRows.AlongEach(rows, vectors).Zip(eigenvalues, (part, whole) => part / whole)];
        }
    }
}
