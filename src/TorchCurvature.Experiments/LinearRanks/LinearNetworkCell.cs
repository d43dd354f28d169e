using System.Text.Json.Serialization;
using TorchCurvature.Curvature;
using TorchCurvature.Data;
using TorchCurvature.Experiments.Cells;
using TorchCurvature.Experiments.Networks;
using TorchCurvature.Losses;
using TorchCurvature.Models;
using TorchCurvature.Precision;
using TorchCurvature.Resources;
using TorchCurvature.Spectra;
using TorchCurvature.Studies;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchCurvature.Experiments.LinearRanks;

/// <summary>
/// A deep linear network at random weights, with squared error on Gaussian clusters: the numerical ranks of the exact G, F and H.
/// </summary>
/// <param name="Dimension">d.</param>
/// <param name="Samples">N; fewer than d leave inputs of a lower rank.</param>
/// <param name="Hidden">Widths of the hidden layers.</param>
/// <param name="Classes">C.</param>
/// <param name="HasBiases">Whether the layers have biases.</param>
/// <param name="Seed">Seed of data and weights.</param>
public sealed record LinearNetworkCell(
    int Dimension, int Samples, IReadOnlyList<int> Hidden, int Classes, bool HasBiases, long Seed) : Cell<MeasuredRanks>
{
    /// <summary>What |λ| / max|λ| has to exceed to count.</summary>
    internal const double Threshold = 1e-12;

    // Of the inputs and residuals, whose singular values are far from each other's roots.
    private const double DataThreshold = 1e-10;

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Key =>
        $"linear-d{Dimension}-N{Samples}-h{string.Join('x', Hidden)}-C{Classes}{(HasBiases ? "-biases" : "")}-seed{Seed}";

    /// <inheritdoc/>
    [JsonIgnore]
    public override double RequiredBytes => Solver.RequiredBytes(MultilayerPerceptron.ParameterCount(Dimension, Hidden, Classes));

    /// <inheritdoc/>
    public override MeasuredRanks Compute(Action<string> status, CancellationToken cancellation)
    {
        var spec = new ProblemSpec
        {
            Data = new BlobsSpec { Classes = Classes, Dimension = Dimension, Samples = Samples },
            Model = new MlpSpec { Hidden = Hidden, Activation = Activation.Identity },
            Loss = new SquaredErrorSpec(),
            Seed = Seed,
        };
        using DisposeScope scope = NewDisposeScope();
        using Problem problem = spec.LoadAsync(cancellation: cancellation).GetAwaiter().GetResult();
        using nn.Module<Tensor, Tensor> drawn = problem.CreateModel(WorkingPrecision.Float64, CPU);
        using Sequential? bare = HasBiases ? null : WithoutBiases(drawn);
        using Dataset data = problem.Train.To(ScalarType.Float64);
        using Batches batches = data.Batches();
        var risk = new EmpiricalRisk(bare ?? drawn, problem.Loss, batches);
        Spectrum hessian = risk.Hessian().Spectrum(cancellation: cancellation);
        Spectrum gaussNewton = risk.GaussNewton().Spectrum(cancellation: cancellation);
        Spectrum[] all = [gaussNewton, risk.FunctionalHessian().Spectrum(cancellation: cancellation), hessian];
        int[] ranks = [.. all.Select(spectrum => spectrum.NumericalRank(Threshold * spectrum.SpectralNorm))];
        double[] sizes = [.. all.SelectMany(spectrum => spectrum.Eigenvalues.Select(e => Math.Abs(e) / spectrum.SpectralNorm))];
        Tensor inputs = data.Inputs;
        Tensor shown = HasBiases ? inputs - inputs.mean([0], keepdim: true) : inputs;
        return new MeasuredRanks(
            hessian.Dimension,
            RankOf(shown),
            RankOf(MeanOfResidualTimesInput(risk, data)),
            ranks[0],
            ranks[1],
            ranks[2],
            sizes.Where(size => size > Threshold).Min(),
            sizes.Where(size => size <= Threshold).DefaultIfEmpty(0).Max(),
            [.. hessian.Eigenvalues.Select(Math.Abs).OrderDescending()]);
    }

    private static Sequential WithoutBiases(nn.Module<Tensor, Tensor> model)
    {
        using IDisposable noGradient = no_grad();
        var layers = new List<(string, nn.Module<Tensor, Tensor>)>();
        foreach (Linear layer in model.modules().OfType<Linear>())
        {
            Linear bare = nn.Linear(layer.in_features, layer.out_features, hasBias: false, dtype: ScalarType.Float64);
            bare.weight!.copy_(layer.weight!);
            layers.Add(($"linear{layers.Count}", bare));
        }

        return nn.Sequential(layers);
    }

    private static Tensor MeanOfResidualTimesInput(EmpiricalRisk risk, Dataset data)
    {
        using Batches batches = data.Batches(data.Count);
        Tensor wanted = nn.functional.one_hot(data.Labels, data.ClassCount).to(ScalarType.Float64);
        return (risk.Outputs(batches[0]) - wanted).t().mm(data.Inputs).DividedBy(data.Count);
    }

    private static int RankOf(Tensor matrix)
    {
        using Tensor values = linalg.svdvals(matrix);
        double[] sizes = [.. values.data<double>()];
        return sizes.Count(size => size > DataThreshold * sizes[0]);
    }
}
