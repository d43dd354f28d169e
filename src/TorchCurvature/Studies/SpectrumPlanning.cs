using System.Diagnostics;
using TorchCurvature.Curvature;
using TorchCurvature.Curvature.Exact;
using TorchCurvature.Data;
using TorchCurvature.Studies.Estimates;
using TorchCurvature.Studies.Runs;
using static TorchSharp.torch;

namespace TorchCurvature.Studies;

/// <summary>What a study of spectra does before anything long: looks at the network, chooses the method, says what it takes.</summary>
/// <param name="problem">The problem.</param>
/// <param name="outcome">Takes what is decided.</param>
/// <param name="observer">Told of what is found.</param>
/// <param name="device">Where to compute.</param>
internal sealed class SpectrumPlanning(Problem problem, SpectrumOutcome outcome, ISpectrumObserver observer, Device device)
{
    private SpectrumSpec Spec => outcome.Spec;

    /// <summary>The network, which was looked at where it was given; the caller owns it.</summary>
    /// <param name="train">Training data in the precision of the study.</param>
    public StudiedNetwork Begin(Dataset train)
    {
        var network = new StudiedNetwork(problem, Spec, device);
        try
        {
            if (Spec.Layers is { } names)
            {
                LayerStudy.Select(network.Model, names); // a wrong name is said before anything is computed
            }

            if (Spec.Problem.Model.HasWeights)
            {
                outcome.Findings = ModelProbe.Look(problem, network.Now(), train);
                observer.Probed(outcome.Findings);
            }

            return network;
        }
        catch
        {
            network.Dispose();
            throw;
        }
    }

    /// <summary>Chooses the method, and refuses what does not fit.</summary>
    /// <param name="network">The network; put back after each measurement.</param>
    /// <param name="train">Training data in the precision of the study.</param>
    /// <param name="former">The folder of the interrupted run that goes on; null for a new one.</param>
    /// <param name="calibration">How carefully to measure.</param>
    /// <param name="cancellation">Stops it.</param>
    public RunEstimate Plan(
        StudiedNetwork network, Dataset train, RunDirectory? former, Calibration calibration, CancellationToken cancellation)
    {
        if (Spec.Method is SpectrumMethod.Auto or SpectrumMethod.Exact && Spec.AllowsRotation)
        {
            FindRotation(network, train, cancellation);
        }

        if (Spec.Method == SpectrumMethod.Auto)
        {
            ChooseMethod(network, train, former);
        }

        nn.Module<Tensor, Tensor> analysed = network.Now();
        if (Spec.Method == SpectrumMethod.Exact)
        {
            using Batches batches = problem.Cut(train);
            outcome.ExactPlan = ExactPlan.For(problem.TrainingRisk(analysed, batches), Spec, network.Rotation, cancellation);
            Announce(outcome.ExactPlan);
        }
        else
        {
            outcome.ProductPlan = ProductPlan.For(problem, analysed, train, Spec).Checked();
        }

        using var kept = new KeptRandomness();
        EstimatedPart? training = EstimateTraining(network, calibration);
        var estimate = new SpectrumEstimate(problem, Spec, analysed, train, calibration);
        return outcome.ExactPlan is { } plan
            ? estimate.ByMatrices(plan, network.Rotation, training)
            : estimate.ByProducts(outcome.ProductPlan!, training);
    }

    private void FindRotation(StudiedNetwork network, Dataset train, CancellationToken cancellation)
    {
        long start = Stopwatch.GetTimestamp();
        using Batches batches = problem.Cut(train);
        EmpiricalRisk risk = problem.TrainingRisk(network.Now(), batches);
        if (ExactPlan.Unchecked(risk, Spec, rotation: null) is { Gram: not null, Fits: true })
        {
            return; // it is taken in any case, and knows no parameters to rotate
        }

        network.Rotation = FirstLayerRotation.TryFind(risk, cancellation);
        if (network.Rotation is not null)
        {
            outcome.AddTime("rotation", Stopwatch.GetElapsedTime(start).TotalSeconds);
        }
    }

    private void Announce(ExactPlan plan)
    {
        if (plan.Parts is not null)
        {
            observer.Announce($"{plan}.");
        }
        else if (plan.MissingSolver is not null)
        {
            observer.Announce($"One process computes the matrix and its eigenvalues. {plan.MissingSolver}");
        }
    }

    private EstimatedPart? EstimateTraining(StudiedNetwork network, Calibration calibration)
    {
        if (!network.IsTrained)
        {
            return null;
        }

        using Dataset data = problem.Train.To(Spec.TrainingPrecision.ScalarType, device);
        return new TrainingTime(problem, network.Model, data, calibration).Of(Spec.Training);
    }

    private void ChooseMethod(StudiedNetwork network, Dataset train, RunDirectory? former)
    {
        if (former is not null)
        {
            outcome.Spec = Spec with { Method = SpectrumState.FormerMethod(former) };
            outcome.MethodReason = "The interrupted run took it.";
            return;
        }

        using Batches batches = problem.Cut(train);
        nn.Module<Tensor, Tensor> analysed = network.Now();
        ExactPlan plan = ExactPlan.Unchecked(problem.TrainingRisk(analysed, batches), Spec, network.Rotation);
        MethodChoice choice = MethodChoice.Of(problem, analysed, train, Spec, plan);
        bool isAlone = choice.Method == SpectrumMethod.Exact && plan.Parts is null && problem.Processes is not null;
        string reason = isAlone ? $"{choice.Reason} One process computes them: what fits one is found fastest there." : choice.Reason;
        observer.Announce(reason);
        outcome.Spec = Spec with { Method = choice.Method, IsMethodChosen = true };
        outcome.MethodReason = reason;
    }
}
