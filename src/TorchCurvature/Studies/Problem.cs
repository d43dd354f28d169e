using TorchCurvature.Curvature;
using TorchCurvature.Data;
using TorchCurvature.Losses;
using TorchCurvature.Models;
using TorchCurvature.Precision;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Studies;

/// <summary>
/// The data of a <see cref="ProblemSpec"/>, and what makes its network and its risks. Models are made anew for each precision,
/// and none changes its precision.
/// </summary>
public sealed class Problem : IDisposable
{
    private readonly TrainTestSplit _data;

    /// <summary>A problem over data that were read. Throws where the network cannot be made for them.</summary>
    internal Problem(ProblemSpec spec, TrainTestSplit data)
    {
        (Spec, _data, Loss) = (spec, data, spec.Loss.Create());
        try
        {
            using nn.Module<Tensor, Tensor> model = CreateModel(WorkingPrecision.Float64, CPU);
            ParameterCount = new ParameterLayout(model).Dimension;
            LossTerms.RequireWeight(LossTerms.WeightOf(Loss, Train.Targets), Train.Count);
        }
        catch
        {
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

    /// <summary>The files that the data were read from, where these are the user's own.</summary>
    public IReadOnlyList<FileFingerprint> Files => _data.Files;

    /// <summary>The loss of one example.</summary>
    public Loss Loss { get; }

    /// <summary>λ of ½λ‖w‖².</summary>
    public double WeightDecay => Spec.WeightDecay;

    /// <summary>P.</summary>
    public long ParameterCount { get; }

    /// <summary>The network as the seed draws it.</summary>
    /// <param name="precision">Precision of its parameters, to which they are rounded.</param>
    /// <param name="device">Where they are.</param>
    /// <returns>The caller owns it.</returns>
    public nn.Module<Tensor, Tensor> CreateModel(WorkingPrecision precision, Device device)
    {
        ArgumentNullException.ThrowIfNull(precision);
        nn.Module<Tensor, Tensor> model = Spec.Model.Create(Train.ExampleShape, Train.OutputCount, Spec.WeightSeed);
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
        using IDisposable noGradient = no_grad();
        foreach ((Tensor to, Tensor from) in copy.parameters().Zip(model.parameters()))
        {
            to.copy_(from);
        }

        foreach (((string _, Tensor to), (string _, Tensor from)) in copy.named_buffers().Zip(model.named_buffers()))
        {
            to.copy_(from);
        }

        return copy;
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
        new(model, Loss, batches, WeightDecay, Spec.Model.AnalysedMode);

    /// <summary>The risk over other examples, which no weight decay belongs to.</summary>
    /// <param name="model">A network of this problem.</param>
    /// <param name="batches">The batches, in the network's precision.</param>
    public EmpiricalRisk TestRisk(nn.Module<Tensor, Tensor> model, IReadOnlyList<Batch> batches) =>
        new(model, Loss, batches, mode: Spec.Model.AnalysedMode);

    /// <summary>Releases the data and the loss.</summary>
    public void Dispose()
    {
        _data.Dispose();
        DisposeOfLoss();
    }

    private void DisposeOfLoss() => (Loss as IDisposable)?.Dispose();
}
