using System.Globalization;
using System.Text.Json.Serialization;
using TorchCurvature.Curvature;
using TorchCurvature.Data;
using TorchCurvature.Experiments.Cells;
using TorchCurvature.Losses;
using TorchCurvature.Models;
using TorchCurvature.Operators;
using TorchCurvature.Precision;
using TorchCurvature.Resources;
using TorchCurvature.Spectra;
using TorchCurvature.Studies;
using TorchCurvature.Training;
using static TorchSharp.torch;

namespace TorchCurvature.Experiments.EdgeOfStability;

/// <summary>
/// Gradient descent over all examples with a constant step, in float64, and λ max of the Hessian on the way: tanh networks with squared
/// error on Gaussian clusters that overlap.
/// </summary>
/// <param name="Dimension">d.</param>
/// <param name="Samples">N.</param>
/// <param name="Classes">C.</param>
/// <param name="Spread">The standard deviation of a cluster.</param>
/// <param name="Hidden">Widths of the hidden layers.</param>
/// <param name="LearningRate">η.</param>
/// <param name="Steps">Steps.</param>
/// <param name="StepsBetween">Steps from one look to the next.</param>
/// <param name="Seed">Seed of data and weights.</param>
public sealed record DescentCell(
    int Dimension, int Samples, int Classes, double Spread, IReadOnlyList<int> Hidden, double LearningRate, long Steps, long StepsBetween,
    long Seed) : Cell<DescentLooks>
{
    private const double Tolerance = 1e-3;

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Key
    {
        get
        {
            string sizes = $"C{Classes}-N{Samples}-d{Dimension}-h{string.Join('x', Hidden)}-steps{Steps}-seed{Seed}";
            return FormattableString.Invariant($"edge-blobs-spread{Spread}-rate{LearningRate}-{sizes}");
        }
    }

    /// <inheritdoc/>
    [JsonIgnore]
    public override double RequiredBytes => 5e8;

    /// <inheritdoc/>
    public override DescentLooks Compute(Action<string> status, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(status);
        var spec = new ProblemSpec
        {
            Data = new BlobsSpec { Classes = Classes, Dimension = Dimension, Samples = Samples, Spread = Spread },
            Model = new MlpSpec { Hidden = Hidden, Activation = Activation.Tanh },
            Loss = new SquaredErrorSpec(),
            Seed = Seed,
        };
        using Problem problem = spec.LoadAsync(cancellation: cancellation).GetAwaiter().GetResult();
        using nn.Module<Tensor, Tensor> model = problem.CreateModel(WorkingPrecision.Float64, CPU);
        using Dataset data = problem.Train.To(ScalarType.Float64);
        using Batches batches = data.Batches();
        var risk = new EmpiricalRisk(model, problem.Loss, batches);
        using var tracker = new LargestEigenvalueTracker(count: 1, Tolerance, SeedStream.Derive(Seed, "tracker"));
        var looks = new List<DescentLook>();
        var options = new TrainingOptions
        {
            Optimizer = new GradientDescentSpec { LearningRate = LearningRate },
            MaxSteps = Steps,
            StopGradientNorm = 0,
        };
        new Trainer(model, problem.Loss, data, spec.Descent(options)).Run(visit: Look, cancellation: cancellation);
        cancellation.ThrowIfCancellationRequested();
        return new DescentLooks(looks);

        void Look(long step)
        {
            if (step % StepsBetween != 0)
            {
                return;
            }

            using SymmetricOperator hessian = risk.Hessian().Operator(keptGraphs: batches.Count);
            LargestEigenvalueRecord found = tracker.Measure(step, hessian, cancellation);
            double loss = risk.Evaluate(withGradient: false).Loss;
            looks.Add(new DescentLook(step, loss, found.Largest));
            status(string.Create(
                CultureInfo.InvariantCulture, $"step {step:N0}, loss {loss:0.0e+0}, λ max η/2 {found.Largest * LearningRate / 2:0.00}"));
        }
    }
}
