using TorchCurvature.Data;
using TorchCurvature.Losses;
using TorchCurvature.Models;
using TorchCurvature.Resources;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Curvature;

/// <summary>
/// L(w) = (1/N) Σ_n ℓ(f(w; x_n), y_n), the mean loss of a model over data given in batches of any sizes. Each batch counts with |batch|/N, so
/// how the data is cut does not matter. The only place that sums over data.
/// </summary>
/// <remarks>
/// Refers to the model, the loss and the batches and owns none of them. The model is evaluated in evaluation mode (batch normalization with its
/// stored statistics, dropout off), and its mode is put back after each call.
/// </remarks>
public sealed class EmpiricalRisk
{
    /// <summary>Binds a model, a loss and data.</summary>
    /// <param name="model">Any module from inputs [n, …] to outputs [n, C].</param>
    /// <param name="loss">The per-example loss.</param>
    /// <param name="batches">The data, at least one example; inputs in the model's precision and on its device.</param>
    /// <exception cref="ArgumentException">There is no example, no trainable parameter, or precision or device of model and data differ.</exception>
    public EmpiricalRisk(nn.Module<Tensor, Tensor> model, Loss loss, IReadOnlyList<Batch> batches)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(loss);
        ArgumentNullException.ThrowIfNull(batches);
        (Model, Loss, Batches) = (model, loss, batches);
        Layout = new ParameterLayout(model);
        ExampleCount = batches.Sum(b => b.Count);
        if (ExampleCount == 0)
        {
            throw new ArgumentException("The mean over no examples is not defined: give at least one batch with at least one example.", nameof(batches));
        }

        foreach (Batch batch in batches)
        {
            if (batch.Inputs.is_floating_point() && (batch.Inputs.dtype != Layout.DType || batch.Inputs.device.ToString() != Layout.Device.ToString()))
            {
                throw new ArgumentException(
                    $"The model is {Layout.DType} on {Layout.Device}, and a batch is {batch.Inputs.dtype} on {batch.Inputs.device}. Convert one of them with .to(…).",
                    nameof(batches));
            }
        }
    }

    /// <summary>The model f.</summary>
    public nn.Module<Tensor, Tensor> Model { get; }

    /// <summary>The per-example loss ℓ.</summary>
    public Loss Loss { get; }

    /// <summary>The data.</summary>
    public IReadOnlyList<Batch> Batches { get; }

    /// <summary>The order of the parameters in w.</summary>
    public ParameterLayout Layout { get; }

    /// <summary>P, the number of trainable parameters.</summary>
    public long Dimension => Layout.Dimension;

    /// <summary>N, the number of examples.</summary>
    public long ExampleCount { get; }

    /// <summary>Loss, accuracy and, if asked for, gradient norm at the model's present parameters. One pass over the data.</summary>
    /// <param name="withGradient">Whether to compute the gradient norm.</param>
    public RiskEvaluation Evaluate(bool withGradient = true) => EvaluateCore(withGradient, exampleLosses: null);

    /// <summary>The same, to the last bit, together with every example's own loss. One pass over the data, without a gradient.</summary>
    public ExampleEvaluation EvaluateExamples()
    {
        var losses = new List<double>(checked((int)ExampleCount));
        return new ExampleEvaluation(EvaluateCore(withGradient: false, losses), losses);
    }

    private RiskEvaluation EvaluateCore(bool withGradient, List<double>? exampleLosses)
    {
        using DisposeScope scope = NewDisposeScope();
        using var mode = new EvaluationMode(Model);
        using IDisposable gradientMode = set_grad_enabled(withGradient);
        Tensor? gradient = withGradient ? zeros(Dimension, ScalarType.Float64, Layout.Device) : null;
        double loss = 0;
        long correct = 0, labelled = 0;
        foreach (Batch batch in Batches)
        {
            using DisposeScope batchScope = NewDisposeScope();
            Tensor outputs = Model.forward(batch.Inputs);
            Tensor losses = Loss.ExampleLosses(outputs, batch.Targets);
            exampleLosses?.AddRange(losses.to(ScalarType.Float64).cpu().contiguous().data<double>());
            Tensor total = losses.sum();
            loss += total.to(ScalarType.Float64).item<double>() / ExampleCount;
            if (batch.Targets.dtype == ScalarType.Int64 && batch.Targets.dim() == 1)
            {
                labelled += batch.Count;
                correct += outputs.argmax(1).eq(batch.Targets).sum().item<long>();
            }

            gradient?.AddScaledInPlace(Layout.Flatten([.. Gradients(total)]).to(ScalarType.Float64), 1.0 / ExampleCount);
        }

        return new RiskEvaluation(loss, labelled == ExampleCount ? correct / (double)labelled : null, gradient?.norm().item<double>(), ExampleCount);
    }

    /// <summary>∇L(w) as a vector [P] in the model's precision, accumulated over batches in float64. One pass over the data. The caller owns it.</summary>
    public Tensor Gradient()
    {
        using DisposeScope scope = NewDisposeScope();
        using var mode = new EvaluationMode(Model);
        using IDisposable gradientMode = enable_grad();
        Tensor gradient = zeros(Dimension, ScalarType.Float64, Layout.Device);
        foreach (Batch batch in Batches)
        {
            using DisposeScope batchScope = NewDisposeScope();
            Tensor share = BatchShare(batch);
            gradient.AddInPlace(Layout.Flatten([.. Gradients(share)]).to(ScalarType.Float64));
        }

        return gradient.to(Layout.DType).MoveToOuterDisposeScope();
    }

    /// <summary>One batch's share of L(w): Σ over the batch of ℓ, divided by N. Connected to the graph, which may be differentiated twice; made in the caller's scope and mode.</summary>
    internal Tensor BatchShare(Batch batch) => Loss.ExampleLosses(Outputs(batch), batch.Targets).sum().DividedBy(ExampleCount);

    /// <summary>One batch's outputs [n, C]. Connected to the graph, which may be differentiated twice; made in the caller's scope and mode.</summary>
    /// <remarks>
    /// Differentiating a convolution twice makes channels of examples, and libtorch's float32 convolutions on CPUs are wrong where channels are more than a block of 16 and no whole number of blocks: the
    /// weights' last entry is lost for the channels beyond. So the batch is filled up with copies of an example, whose outputs are left out.
    /// </remarks>
    internal Tensor Outputs(Batch batch)
    {
        const long ChannelBlock = 16;
        long missing = (ChannelBlock - (batch.Count % ChannelBlock)) % ChannelBlock;
        if (missing == 0 || batch.Inputs.dim() < 3 || Layout.DType != ScalarType.Float32 || Layout.Device.type != DeviceType.CPU)
        {
            return Model.forward(batch.Inputs);
        }

        Tensor filling = batch.Inputs.narrow(0, 0, 1).expand([missing, .. batch.Inputs.shape[1..]]);
        return Model.forward(cat([batch.Inputs, filling])).narrow(0, 0, batch.Count);
    }

    /// <summary>Derivatives of a scalar in every parameter; invalid tensors where it does not depend on one.</summary>
    internal IList<Tensor> Gradients(Tensor scalar, bool createGraph = false, bool retainGraph = false)
    {
        // Differentiating what needs no gradient would end the process.
        if (!scalar.requires_grad)
        {
            throw new InvalidOperationException("The loss does not depend on the model's parameters: was the graph detached inside the model or the loss?");
        }

        return autograd.grad([scalar], [.. Layout.Parameters], retain_graph: createGraph || retainGraph, create_graph: createGraph, allow_unused: true);
    }

    /// <summary>The gradient of a scalar as one vector [P] that can be differentiated again. Made in the caller's scope and mode.</summary>
    internal Tensor GraphOfGradient(Tensor scalar) => cat(
        [.. Gradients(scalar, createGraph: true).Select((part, i) => part.IsInvalid ? zeros(Layout.Blocks[i].Length, Layout.DType, Layout.Device) : part.reshape(-1))]);
}
