using System.Globalization;
using System.Text.Json.Serialization;
using TorchCurvature.Curvature;
using TorchCurvature.Data;
using TorchCurvature.Eigensolvers;
using TorchCurvature.Experiments.Cells;
using TorchCurvature.Models;
using TorchCurvature.Operators;
using TorchCurvature.Precision;
using TorchCurvature.Resources;
using TorchCurvature.Spectra;
using TorchCurvature.Studies;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Experiments.TopSubspace;

/// <summary>
/// A network learns Gaussian clusters with mini-batches, in float64; how much of its gradients lies in the span of the C top
/// eigenvectors of
/// the Hessian is looked at on the way. From its end it goes on three times with the same batches: with whole steps, with what of them lies
/// in that span, and with the rest.
/// </summary>
/// <param name="Dimension">d.</param>
/// <param name="Samples">N.</param>
/// <param name="Classes">C.</param>
/// <param name="Spread">The standard deviation of a cluster.</param>
/// <param name="Hidden">Widths of the hidden layers.</param>
/// <param name="LearningRate">η.</param>
/// <param name="BatchSize">Examples of a batch.</param>
/// <param name="Steps">Steps before the branching point.</param>
/// <param name="StepsBetween">Steps from one look to the next.</param>
/// <param name="BranchSteps">Steps of each branch.</param>
/// <param name="Seed">Seed of data, weights and order.</param>
public sealed record SubspaceCell(
    int Dimension, int Samples, int Classes, double Spread, IReadOnlyList<int> Hidden, double LearningRate, int BatchSize, int Steps,
    int StepsBetween, int BranchSteps, long Seed) : Cell<SubspaceRun>
{
    // Of a branch: its losses are taken so many times.
    private const int BranchLooks = 40;
    private const int ShownBatches = 8;
    private const double Tolerance = 1e-3;

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Key
    {
        get
        {
            string sizes = $"C{Classes}-N{Samples}-d{Dimension}-h{string.Join('x', Hidden)}";
            string steps = $"batch{BatchSize}-steps{Steps}+{BranchSteps}";
            return FormattableString.Invariant($"subspace-blobs-{sizes}-spread{Spread}-rate{LearningRate}-{steps}-seed{Seed}");
        }
    }

    /// <inheritdoc/>
    [JsonIgnore]
    public override double RequiredBytes => 5e8;

    /// <summary>Steps between two losses of a branch.</summary>
    [JsonIgnore]
    public int BranchStepsBetween => Math.Max(1, BranchSteps / BranchLooks);

    /// <inheritdoc/>
    public override SubspaceRun Compute(Action<string> status, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(status);
        var spec = new ProblemSpec
        {
            Data = new BlobsSpec { Classes = Classes, Dimension = Dimension, Samples = Samples, Spread = Spread },
            Model = new MlpSpec { Hidden = Hidden },
            Seed = Seed,
        };
        using Problem problem = spec.LoadAsync(cancellation: cancellation).GetAwaiter().GetResult();
        using nn.Module<Tensor, Tensor> model = problem.CreateModel(WorkingPrecision.Float64, CPU);
        using Dataset data = problem.Train.To(ScalarType.Float64);
        using Batches batches = data.Batches();
        var risk = new EmpiricalRisk(model, problem.Loss, batches);
        using var order = new BatchOrder(data, BatchSize, spec.OrderSeed);
        using var tracker = new LargestEigenvalueTracker(Classes, Tolerance, SeedStream.Derive(Seed, "tracker"));
        List<SubspaceLook> looks = [];
        for (int step = 0; step <= Steps; step++)
        {
            cancellation.ThrowIfCancellationRequested();
            if (step % StepsBetween == 0)
            {
                looks.Add(Look(step));
            }

            if (step < Steps)
            {
                Take(order, StepPart.All, tracker, step);
            }
        }

        using Tensor start = risk.Layout.ToVector();
        return new SubspaceRun(
            (int)risk.Dimension, looks, Branch(StepPart.All), Branch(StepPart.Dominant), Branch(StepPart.Bulk));

        SubspaceLook Look(int step)
        {
            using DisposeScope scope = NewDisposeScope();
            Tensor top = TopVectors(tracker, step);
            double[] shares = [.. Enumerable.Range(0, ShownBatches).Select(_ => ShareIn(top, NextGradient(order)))];
            var look = new SubspaceLook(
                step, risk.Evaluate(withGradient: false).Loss, ShareIn(top, risk.Gradient()), shares.Average());
            status(string.Create(CultureInfo.InvariantCulture, $"step {step:N0}, loss {look.Loss:0.0e+0}, share {look.Share:0.00}"));
            return look;
        }

        List<double> Branch(StepPart part)
        {
            risk.Layout.Assign(start);
            using var branchOrder = new BatchOrder(data, BatchSize, SeedStream.Derive(Seed, "branch"));
            using var branchTracker = new LargestEigenvalueTracker(Classes, Tolerance, SeedStream.Derive(Seed, "branch tracker"));
            List<double> losses = [];
            for (int step = 0; step <= BranchSteps; step++)
            {
                cancellation.ThrowIfCancellationRequested();
                if (step % BranchStepsBetween == 0)
                {
                    losses.Add(risk.Evaluate(withGradient: false).Loss);
                    status(string.Create(CultureInfo.InvariantCulture, $"{part} steps, {step:N0}, loss {losses[^1]:0.0e+0}"));
                }

                if (step < BranchSteps)
                {
                    Take(branchOrder, part, branchTracker, step);
                }
            }

            return losses;
        }

        void Take(BatchOrder from, StepPart part, LargestEigenvalueTracker eigenvectors, int step)
        {
            using DisposeScope scope = NewDisposeScope();
            using IDisposable noGradient = no_grad();
            Tensor gradient = NextGradient(from);
            if (part != StepPart.All)
            {
                Tensor top = TopVectors(eigenvectors, step);
                Tensor dominant = top.mv(top.t().mv(gradient));
                gradient = part == StepPart.Dominant ? dominant : gradient - dominant;
            }

            risk.Layout.Assign(risk.Layout.ToVector().AddScaledInPlace(gradient, -LearningRate));
        }

        Tensor NextGradient(BatchOrder from)
        {
            using Batch batch = from.Next();
            return new EmpiricalRisk(model, problem.Loss, [batch]).Gradient();
        }

        Tensor TopVectors(LargestEigenvalueTracker eigenvectors, int step)
        {
            using SymmetricOperator hessian = risk.Hessian().Operator(keptGraphs: batches.Count);
            using ExtremalEigenPairs found = eigenvectors.Find(step, hessian, cancellation);
            return found.Vectors.clone();
        }
    }

    private static double ShareIn(Tensor top, Tensor gradient)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        double inside = top.t().mv(gradient).FrobeniusNorm(), whole = gradient.FrobeniusNorm();
        return inside * inside / (whole * whole);
    }
}
