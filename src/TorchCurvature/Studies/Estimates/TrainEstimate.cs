using System.Globalization;
using TorchCurvature.Curvature;
using TorchCurvature.Curvature.Matrices;
using TorchCurvature.Curvature.Products;
using TorchCurvature.Data;
using TorchCurvature.Resources;
using static TorchSharp.torch;

namespace TorchCurvature.Studies.Estimates;

/// <summary>What a training with its looks takes.</summary>
internal static class TrainEstimate
{
    // Of each followed eigenvalue at a look: mostly a step or two from the last eigenvectors.
    private const double ProductsOfLook = 4;

    /// <summary>The estimate.</summary>
    /// <param name="problem">The problem.</param>
    /// <param name="spec">What is done.</param>
    /// <param name="model">Its network; put back after each measurement.</param>
    /// <param name="train">Training data in the precision of the training.</param>
    /// <param name="test">Test data likewise; null for none.</param>
    /// <param name="followed">The risk whose Hessian is followed; null for none.</param>
    /// <param name="passBytes">Memory of the training.</param>
    /// <param name="calibration">How carefully to measure.</param>
    public static RunEstimate Of(
        Problem problem, TrainSpec spec, nn.Module<Tensor, Tensor> model, Dataset train, Dataset? test, EmpiricalRisk? followed,
        double passBytes, Calibration calibration)
    {
        var time = new TrainingTime(problem, model, train, calibration);
        double ofSteps = spec.Phases.Sum(phase => time.SecondsOf(spec.Training with
        {
            Optimizer = spec.Training.Optimizer.WithExamplesPerStep(phase.BatchSize),
            MaxSteps = phase.Steps,
        }));
        using Batches batches = train.Batches();
        EmpiricalRisk first = problem.TrainingRisk(model, [batches[0]]);
        double ofExample = calibration.SecondsOf(() => first.Evaluate()) / first.ExampleCount;
        double records = ((double)spec.Steps / spec.RecordEvery) + 1;

        // The test data are looked at without a gradient, at about a third of the cost.
        double ofRecords = records * ofExample * (train.Count + ((test?.Count ?? 0) / 3.0));
        List<EstimatedPart> parts =
        [
            new(string.Create(CultureInfo.InvariantCulture, $"{spec.Steps:N0} steps of P = {problem.ParameterCount:N0}"), ofSteps, true),
            new("records", ofRecords, IsAtMost: true),
        ];
        if (followed is not null && spec.FollowEvery is { } every)
        {
            int kept = new ProductMemory(followed).GraphsThatFit(MachineMemory.AvailableBytes / 4.0);
            var product = new ProductTime(followed, CurvatureMatrices.Hessian, spec.FollowTop, kept, calibration);
            double looks = ((double)spec.Steps / every) + 1;

            // Graphs are made anew at each look, where the parameters are others.
            parts.Add(new("eigenvalues", looks * spec.FollowTop * ProductsOfLook * product.Seconds, IsAtMost: true));
        }

        parts.Add(EstimatedPart.StartAndFiles());
        return new RunEstimate(parts, passBytes + ProgramMemory.OfCurves);
    }
}
