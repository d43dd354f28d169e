using System.Runtime.InteropServices;
using TorchCurvature.Curvature;
using TorchCurvature.Data;
using TorchCurvature.Losses;
using TorchCurvature.Models;
using TorchCurvature.Precision;
using TorchCurvature.Settings;
using TorchCurvature.Sharing;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Studies;

/// <summary>
/// The data of a <see cref="ProblemSpec"/>, and what makes its network and its risks. Models are made anew for each precision,
/// and none changes its precision.
/// </summary>
public sealed class Problem : IDisposable
{
    private TrainTestSplit _data;

    // A network from a file takes a while to load: the one whose parameters were counted is for whoever asks first.
    private nn.Module<Tensor, Tensor>? _loaded;

    /// <summary>
    /// A problem over data that were read, which it owns from here on. Throws where the network cannot be made for them.
    /// </summary>
    internal Problem(ProblemSpec spec, TrainTestSplit data)
    {
        (Spec, _data, Loss) = (spec, data, spec.Loss.Create());
        try
        {
            _loaded = MakeModel();
            TakeLabelsForNumbers();
            ParameterCount = new ParameterLayout(_loaded).Dimension;
            if (!spec.Model.HasWeights)
            {
                DisposeOfLoaded();
            }

            LossTerms.RequireWeight(LossTerms.WeightOf(Loss, Train.Targets), Train.Count);
            IEnumerable<string> named = spec.Model.NamedFiles.Concat(spec.Loss.NamedFiles);
            Files = [.. _data.Files, .. named.Distinct().Select(FileFingerprint.Of)];
            Processes = Leader.Current is { } leader ? ShareWith(leader) : null;
        }
        catch
        {
            _data.Dispose();
            DisposeOfLoaded();
            DisposeOfLoss();
            throw;
        }
    }

    /// <summary>What it was made from.</summary>
    public ProblemSpec Spec { get; }

    /// <summary>The training data as they were read; the problem's.</summary>
    public Dataset Train => _data.Train;

    /// <summary>The test data likewise; null where there are none.</summary>
    public Dataset? Test => _data.Test;

    /// <summary>The user's own files that it was made from: those of data, network, weights and loss.</summary>
    public IReadOnlyList<FileFingerprint> Files { get; }

    /// <summary>The loss of one example.</summary>
    public Loss Loss { get; }

    /// <summary>λ of ½λ‖w‖².</summary>
    public double WeightDecay => Spec.WeightDecay;

    /// <summary>P.</summary>
    public long ParameterCount { get; }

    /// <summary>The processes that compute its sums over data together; null for this one alone.</summary>
    internal SharedProblem? Processes { get; }

    /// <summary>The network as the seed draws it.</summary>
    /// <param name="precision">Precision of its parameters, to which they are rounded.</param>
    /// <param name="device">Where they are.</param>
    /// <returns>The caller owns it.</returns>
    public nn.Module<Tensor, Tensor> CreateModel(WorkingPrecision precision, Device device)
    {
        ArgumentNullException.ThrowIfNull(precision);
        nn.Module<Tensor, Tensor> model = _loaded ?? MakeModel();
        _loaded = null;
        model.to(precision.ScalarType).to(device);
        return model;
    }

    /// <summary>A copy of a network of this problem as it is now, in a precision of its own.</summary>
    /// <param name="model">The network; not changed.</param>
    /// <param name="precision">The copy's precision.</param>
    /// <returns>The caller owns it.</returns>
    public nn.Module<Tensor, Tensor> Copy(nn.Module<Tensor, Tensor> model, WorkingPrecision precision)
    {
        ArgumentNullException.ThrowIfNull(model);
        nn.Module<Tensor, Tensor> copy = CreateModel(precision, model.parameters().First().device);
        Copy(model, copy);
        return copy;
    }

    /// <summary>Gives a network of this problem the parameters and buffers of another one, in its own precision.</summary>
    internal static void Copy(nn.Module<Tensor, Tensor> from, nn.Module<Tensor, Tensor> to)
    {
        using IDisposable noGradient = no_grad();
        foreach ((Tensor target, Tensor source) in to.parameters().Zip(from.parameters()))
        {
            target.copy_(source);
        }

        foreach (((string _, Tensor target), (string _, Tensor source)) in to.named_buffers().Zip(from.named_buffers()))
        {
            target.copy_(source);
        }
    }

    /// <summary>
    /// Examples cut into batches for this problem's risks: as asked for, or not at all where the loss is that of a whole batch.
    /// </summary>
    /// <param name="data">The examples.</param>
    /// <param name="size">Examples in a batch, at most.</param>
    /// <returns>Views of the data. The caller disposes them.</returns>
    public Batches Cut(Dataset data, long size = Batches.EvaluationSize)
    {
        ArgumentNullException.ThrowIfNull(data);
        return data.Batches(IsOfWholeBatches ? data.Count : size);
    }

    /// <summary>The same for batches that are differentiated twice (<see cref="Batches.ForProducts"/>).</summary>
    /// <param name="data">The examples.</param>
    /// <param name="size">Examples in a batch, at most.</param>
    /// <returns>Views of the data. The caller disposes them.</returns>
    public Batches CutForProducts(Dataset data, long size)
    {
        ArgumentNullException.ThrowIfNull(data);
        return IsOfWholeBatches ? data.Batches(data.Count) : Batches.ForProducts(data, size);
    }

    private bool IsOfWholeBatches => Spec.Model.AnalysedMode == ModelMode.Training;

    /// <summary>The risk that is trained: over batches of training examples, with weight decay.</summary>
    /// <param name="model">A network of this problem.</param>
    /// <param name="batches">The batches, in the network's precision.</param>
    public EmpiricalRisk TrainingRisk(nn.Module<Tensor, Tensor> model, IReadOnlyList<Batch> batches) =>
        new(model, Loss, batches, WeightDecay, Spec.Model.AnalysedMode) { Shared = SumOver(model, batches) };

    /// <summary>The risk over other examples, which no weight decay belongs to.</summary>
    /// <param name="model">A network of this problem.</param>
    /// <param name="batches">The batches, in the network's precision.</param>
    public EmpiricalRisk TestRisk(nn.Module<Tensor, Tensor> model, IReadOnlyList<Batch> batches) =>
        new(model, Loss, batches, mode: Spec.Model.AnalysedMode) { Shared = SumOver(model, batches) };

    /// <summary>Releases the data and the loss.</summary>
    public void Dispose()
    {
        _data.Dispose();
        DisposeOfLoaded();
        DisposeOfLoss();
    }

    private SharedSum? SumOver(nn.Module<Tensor, Tensor> model, IReadOnlyList<Batch> batches) =>
        Processes?.Over(model, Loss, batches, Spec.Model.AnalysedMode);

    private SharedProblem ShareWith(Leader leader)
    {
        if (IsOfWholeBatches)
        {
            throw new SettingException(
                $"--mode {ModelMode.Training.ToString().ToLowerInvariant()} is the loss of whole batches, and {leader.Processes} processes "
                    + "would each see a part of one. Start one process.");
        }

        if (Train.Count < leader.Processes)
        {
            throw new SettingException($"There are {leader.Processes} processes for {Train.Count} examples. Start fewer.");
        }

        return new SharedProblem(leader, Spec.Model, Spec.Loss, Train.ExampleShape, Train.OutputCount);
    }

    private nn.Module<Tensor, Tensor> MakeModel() => Spec.Model.Create(Train.ExampleShape, Train.OutputCount, Spec.WeightSeed);

    private void DisposeOfLoaded()
    {
        _loaded?.Dispose();
        _loaded = null;
    }

    // To a loss of residuals, labels stand for one-hot vectors. Where the network has one output for each of them, they are numbers.
    private void TakeLabelsForNumbers()
    {
        if (Spec.Model.HasWeights && Loss is ResidualLoss && Train.HasLabels && HasOneOutputForEachTarget())
        {
            TrainTestSplit labelled = _data;
            _data = labelled.WithRealTargets();
            labelled.Dispose();
        }
    }

    private bool HasOneOutputForEachTarget()
    {
        using DisposeScope scope = NewDisposeScope();
        using Dataset few = Train.Choose(Train.Count > 1 ? [0, 1] : [0]);
        using Dataset converted = few.To(_loaded!.parameters().First().dtype);
        using Batches batches = converted.Batches();
        try
        {
            return TrainingRisk(_loaded, batches).Outputs(batches[0]).numel() == few.Targets.numel();
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or ExternalException)
        {
            return false; // the look that opens a study says that the network cannot read the data, and why
        }
    }

    private void DisposeOfLoss() => (Loss as IDisposable)?.Dispose();
}
