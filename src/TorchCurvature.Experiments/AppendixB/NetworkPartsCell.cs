using System.Text.Json.Serialization;
using TorchCurvature.Curvature;
using TorchCurvature.Curvature.Matrices;
using TorchCurvature.Eigensolvers;
using TorchCurvature.Experiments.Blobs;
using TorchCurvature.Experiments.Cells;
using TorchCurvature.Experiments.Networks;
using TorchCurvature.Models;
using TorchCurvature.Operators;
using static TorchSharp.torch;

namespace TorchCurvature.Experiments.AppendixB;

/// <summary>
/// The network of <see cref="BlobsCell"/> (ReLU, full-batch descent, s = 1) is trained, and the eigenvalues of its Gauss–Newton matrix and
/// of its empirical Fisher matrix are computed.
/// </summary>
/// <param name="Classes">C.</param>
/// <param name="Seed">The seed of data and weights.</param>
/// <param name="Dimension">Numbers in one example.</param>
/// <param name="Samples">N.</param>
/// <param name="Hidden">Units in each of two hidden layers.</param>
/// <param name="MaxSteps">Training stops after so many steps.</param>
/// <param name="StopGradientNorm">Training stops below this norm of the full gradient.</param>
public sealed record NetworkPartsCell(
    int Classes, long Seed, int Dimension, int Samples, int Hidden, long MaxSteps, double StopGradientNorm) : Cell<NetworkParts>
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override string Key => $"parts-C{Classes}-N{Samples}-d{Dimension}-h{Hidden}-steps{MaxSteps}-seed{Seed}";

    /// <inheritdoc/>
    [JsonIgnore]
    public override double RequiredBytes => Blobs.RequiredBytes;

    private BlobsCell Blobs => new(
        Optimizer.GradientDescent, Activation.ReLU, Spread: 1, Classes, Seed, WithInitial: false,
        Dimension, Samples, Hidden, MaxSteps, StopGradientNorm);

    /// <inheritdoc/>
    public override NetworkParts Compute(Action<string> status, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(status);
        var solver = new Solver(status, cancellation);
        return solver.TrainAndLook(Blobs.Problem, Blobs.Training, point =>
        {
            RiskEvaluation value = point.Train;
            using ClassGradientMeans means = ClassGradientMeans.Compute(point.Risk, cancellation);
            using Tensor gram = means.Gram();
            using var small = new DenseOperator(gram);
            return new NetworkParts(
                value.Accuracy ?? double.NaN,
                value.GradientNorm ?? double.NaN,
                Eigenvalues(CurvatureMatrices.GaussNewton),
                Eigenvalues(CurvatureMatrices.EmpiricalFisher),
                DenseEigensolver.Values(small).Values);

            IReadOnlyList<double> Eigenvalues(CurvatureMatrix part)
            {
                status($"{part}");
                return solver.SpectrumOf(point, part).Eigenvalues;
            }
        });
    }
}
