using TorchCurvature.Curvature.Questions;
using TorchCurvature.Data;
using TorchCurvature.Losses;
using TorchCurvature.Models;
using TorchCurvature.Resources;
using TorchCurvature.Sharing;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Curvature;

/// <summary>
/// L(w) = (1/W) Σ_n ℓ(f(w; x_n), y_n) + ½λ‖w‖², the mean loss of a model over data given in batches of any sizes, and weight decay. W is
/// the <see cref="TotalWeight"/> of all data, N where every example counts as 1, so
/// how the data is cut does not matter, unless the model itself mixes the examples of a batch.
/// </summary>
/// <remarks>
/// Refers to the model, the loss and the batches and owns none of them. The model is evaluated in evaluation mode (batch normalization with
/// its stored statistics, dropout off), unless training mode is asked for, and its mode is put back after each call. In float32 on a CPU,
/// oneDNN is switched off where its kernels are wrong (<see cref="Precision.SinglePrecisionGuard"/>), and so are fused attention kernels,
/// which have no second derivative.
/// <para>
/// Weight decay is PyTorch's: it takes in every parameter of w, biases included, and adds λw to the gradient. To the Hessian it adds λI,
/// and so it does to the first term of either split, the Gauss–Newton matrix and the empirical Fisher matrix, as a Gaussian prior on w
/// would; the second terms do not have it, and neither has the noise of stochastic gradients.
/// </para>
/// </remarks>
public sealed class EmpiricalRisk
{
    private readonly RightKernels _kernels;

    /// <summary>Binds a model, a loss and data.</summary>
    /// <param name="model">Any module from inputs [n, …] to outputs [n, C].</param>
    /// <param name="loss">The per-example loss.</param>
    /// <param name="batches">The data, at least one example; inputs in the model's precision and on its device.</param>
    /// <param name="weightDecay">λ, at least 0.</param>
    /// <param name="mode">What batch normalization and dropout do. In training mode the batches are part of what the loss is, and none is
    /// cut.</param>
    /// <exception cref="ArgumentException">
    /// There is no example, or none whose target counts, no trainable parameter, the parameters are neither float32 nor float64, or
    /// precision or device of model and data differ.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">λ is negative or not finite.</exception>
    public EmpiricalRisk(
        nn.Module<Tensor, Tensor> model, Loss loss, IReadOnlyList<Batch> batches, double weightDecay = 0,
        ModelMode mode = ModelMode.Evaluation)
        : this(model, loss, batches, weightDecay, mode, Reduction.Alone)
    {
    }

    /// <summary>The same where other processes have batches of the same risk.</summary>
    internal EmpiricalRisk(
        nn.Module<Tensor, Tensor> model, Loss loss, IReadOnlyList<Batch> batches, double weightDecay, ModelMode mode, Reduction reduction)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(loss);
        ArgumentNullException.ThrowIfNull(batches);
        if (!(weightDecay >= 0 && double.IsFinite(weightDecay)))
        {
            throw new ArgumentOutOfRangeException(nameof(weightDecay), weightDecay, "Weight decay is a finite number, and not negative.");
        }

        (Model, Loss, Batches, WeightDecay, Mode) = (model, loss, batches, weightDecay, mode);
        Layout = new ParameterLayout(model);
        if (Layout.DType is not (ScalarType.Float32 or ScalarType.Float64))
        {
            throw new ArgumentException(
                $"The model is {Layout.DType}, whose rounding leaves no curvature to see. "
                    + "Convert model and data to float64 or float32 with .to(…).",
                nameof(model));
        }

        _kernels = new RightKernels(model, Layout.DType, Layout.Device);
        Sum = new BatchSum(batches, reduction);
        if (ExampleCount == 0)
        {
            throw new ArgumentException(
                "The mean over no examples is not defined: give at least one batch with at least one example.", nameof(batches));
        }

        using DisposeScope scope = NewDisposeScope();
        TotalWeight = LossTerms.RequireWeight(Sum.Total(batch => LossTerms.WeightOf(loss, batch.Targets)), ExampleCount);
        TermCount = (long)Sum.Total(batch => LossTerms.CountOf(loss, batch.Targets));
        if (batches.Where((batch, i) => i == 0 || !batch.IsUnread).FirstOrDefault(HasOtherPrecision) is { } other)
        {
            throw new ArgumentException(
                $"The model is {Layout.DType} on {Layout.Device}, and a batch is {other.Inputs.dtype} on {other.Inputs.device}. "
                    + "Convert one of them with .to(…).",
                nameof(batches));
        }

        bool HasOtherPrecision(Batch batch) => batch.Inputs.is_floating_point()
            && (batch.Inputs.dtype != Layout.DType || batch.Inputs.device.ToString() != Layout.Device.ToString());
    }

    /// <summary>What this process has of a risk that several processes share: asked by all of them at once.</summary>
    internal EmpiricalRisk(Share share, double weightDecay)
    {
        (Model, Loss, Batches, WeightDecay, Mode) = (share.Model, share.Loss, share.Batches, weightDecay, share.Mode);
        Layout = new ParameterLayout(Model);
        _kernels = new RightKernels(Model, Layout.DType, Layout.Device);
        Sum = new BatchSum(Batches, share.Reduction, share.Counts.Examples);
        (TotalWeight, TermCount) = (share.Counts.TotalWeight, share.Counts.Terms);
    }

    private EmpiricalRisk(EmpiricalRisk whole, ParameterLayout layout)
    {
        (Model, Loss, Batches, WeightDecay, Mode) = (whole.Model, whole.Loss, whole.Batches, whole.WeightDecay, whole.Mode);
        (Layout, Sum, _kernels) = (layout, whole.Sum, whole._kernels);
        (TotalWeight, TermCount) = (whole.TotalWeight, whole.TermCount);
        Shared = whole.Shared;
    }

    /// <summary>The model f.</summary>
    public nn.Module<Tensor, Tensor> Model { get; }

    /// <summary>The per-example loss ℓ.</summary>
    public Loss Loss { get; }

    /// <summary>The mode in which the model is evaluated.</summary>
    public ModelMode Mode { get; }

    /// <summary>The data.</summary>
    public IReadOnlyList<Batch> Batches { get; }

    /// <summary>λ, the factor of ½‖w‖².</summary>
    public double WeightDecay { get; }

    /// <summary>The same risk without weight decay: this one where it has none.</summary>
    public EmpiricalRisk WithoutWeightDecay => WeightDecay == 0 ? this : With(Loss, Batches);

    /// <summary>The order of the parameters in w.</summary>
    public ParameterLayout Layout { get; }

    /// <summary>P, the number of trainable parameters.</summary>
    public long Dimension => Layout.Dimension;

    /// <summary>N, the number of examples.</summary>
    public long ExampleCount => Sum.ExampleCount;

    /// <summary>
    /// What L divides the sum of all losses by: the total weight of the targets, which is N where every example is one term of weight 1.
    /// </summary>
    public double TotalWeight { get; }

    /// <summary>
    /// M, the number of terms that L sums: N, but for models with outputs at many places of an example, where each place is one, and for
    /// targets that are ignored, which are none.
    /// </summary>
    public long TermCount { get; }

    /// <summary>What everything that sums over the data goes through.</summary>
    internal BatchSum Sum { get; }

    /// <summary>
    /// Who else computes its values, gradients and products; null where this process does so alone. Everything else, such as exact
    /// matrices, this process computes by itself.
    /// </summary>
    internal SharedSum? Shared { get; init; }

    /// <summary>The same risk, computed in this process.</summary>
    internal EmpiricalRisk Alone => Shared is null ? this : new EmpiricalRisk(this, Layout) { Shared = null };

    /// <summary>Loss, accuracy and, if asked for, gradient norm at the model's present parameters. One pass over the data.</summary>
    /// <param name="withGradient">Whether to compute the gradient norm.</param>
    public RiskEvaluation Evaluate(bool withGradient = true) => Shared is null
        ? RiskPass.Evaluate(this, withGradient)
        : Ask(new EvaluationQuestion { WithGradient = withGradient });

    /// <summary>
    /// The same, to the last bit, together with what every term has in it. One pass over the data, without a gradient.
    /// </summary>
    public ExampleEvaluation EvaluateExamples()
    {
        if (Shared is not null)
        {
            return Ask(new ExamplesQuestion());
        }

        List<double> ownLosses = [], ownHits = [];
        RiskEvaluation risk = RiskPass.Evaluate(this, withGradient: false, ownLosses, ownHits);
        IReadOnlyList<double> losses = Sum.Reduction.Gather(ownLosses);
        if (TotalWeight != TermCount)
        {
            losses = [.. losses.Select(loss => loss * TermCount / TotalWeight)];
        }

        return new ExampleEvaluation(risk, WeightDecay == 0 ? losses : [.. losses.Select(loss => loss + risk.Penalty)])
        {
            IsRight = risk.Accuracy is null ? null : [.. Sum.Reduction.Gather(ownHits).Select(hit => hit > 0)],
        };
    }

    /// <summary>
    /// ∇L(w) as a vector [P] in the model's precision, accumulated over batches in float64. One pass over the data. The caller owns it.
    /// </summary>
    public Tensor Gradient()
    {
        if (Shared is not null)
        {
            return Ask(new GradientQuestion());
        }

        using DisposeScope scope = NewDisposeScope();
        using var mode = new ModeScope(Model, Mode);
        using IDisposable gradientMode = enable_grad();
        using IDisposable kernels = EnterRightKernels();
        Tensor gradient = zeros(Dimension, ScalarType.Float64, Layout.Device);
        Sum.Over(
            batch => gradient.AddInPlace(Layout.Flatten(Gradients(BatchShare(batch))).to(ScalarType.Float64)),
            all => all.AddInPlace(gradient));
        AddWeightDecay(gradient);
        return gradient.to(Layout.DType).MoveToOuterDisposeScope();
    }

    /// <summary>Adds λw to a gradient, and gives ½λ‖w‖².</summary>
    internal double AddWeightDecay(Tensor? gradient)
    {
        if (WeightDecay == 0)
        {
            return 0;
        }

        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        Tensor parameters = Layout.ToVector().to(ScalarType.Float64);
        gradient?.AddScaledInPlace(parameters, WeightDecay);
        return 0.5 * WeightDecay * parameters.dot(parameters).item<double>();
    }

    /// <summary>The risk of the same model with another loss on other batches, without weight decay, in the same processes.</summary>
    internal EmpiricalRisk With(Loss loss, IReadOnlyList<Batch> batches)
    {
        SharedSum? shared = loss != Loss ? null : batches == Batches ? Shared : Shared?.Over(batches);
        return new EmpiricalRisk(new EmpiricalRisk(Model, loss, batches, weightDecay: 0, Mode, Sum.Reduction), Layout) { Shared = shared };
    }

    /// <summary>Asks all processes that share this risk, with its weight decay and as a function of what it is a function of.</summary>
    internal T Ask<T>(RiskQuestion<T> question)
        where T : notnull =>
        Shared!.Ask(question with { WeightDecay = WeightDecay, Block = Layout.OnlyBlock });

    /// <summary>The same risk as a function of one parameter tensor alone, whose Hessian is a diagonal block of this one's.</summary>
    /// <remarks>
    /// Its products differentiate from the outputs down to that tensor and no further, which the block of a whole product does not. Where
    /// they keep graphs, the other parameters are to stay as they are.
    /// </remarks>
    /// <param name="block">The tensor's place in w.</param>
    internal EmpiricalRisk Of(ParameterBlock block) => new(this, Layout.Only(block));

    /// <summary>To be held while the model is computed: keeps libtorch from kernels that are wrong.</summary>
    /// <param name="examplesDifferentiatedTwice">Examples of the batch that is differentiated twice; null where none is.</param>
    internal IDisposable EnterRightKernels(long? examplesDifferentiatedTwice = null) => _kernels.Enter(examplesDifferentiatedTwice);

    /// <summary>What of libtorch is switched off while the model is computed, in words.</summary>
    internal IReadOnlyList<string> SwitchedOff => _kernels.SwitchedOff;

    /// <summary>
    /// One batch's share of L(w): Σ over the batch of ℓ, divided by W. Connected to the graph, which may be differentiated twice; made in
    /// the caller's scope and mode.
    /// </summary>
    internal Tensor BatchShare(Batch batch)
    {
        LossTerms terms = TermsOf(batch);
        return Loss.ExampleLosses(terms.Outputs, terms.Targets).sum().DividedBy(TotalWeight);
    }

    /// <summary>f of a batch as the model gives it, without a graph. Made in the caller's scope.</summary>
    internal Tensor Outputs(Batch batch)
    {
        using var mode = new ModeScope(Model, Mode);
        using IDisposable noGradient = no_grad();
        using IDisposable kernels = EnterRightKernels();
        return Model.OutputsOf(batch);
    }

    /// <summary>The rows of a batch's outputs that the loss is a sum over. Made in the caller's scope and mode.</summary>
    internal LossTerms TermsOf(Batch batch) => LossTerms.Of(Loss, Model.OutputsOf(batch), batch.Targets);

    /// <summary>Derivatives of a scalar in every parameter; null where it does not depend on one.</summary>
    internal Tensor?[] Gradients(Tensor scalar, bool createGraph = false, bool retainGraph = false) =>
        Gradients(scalar, .., createGraph, retainGraph);

    /// <summary>The same in the parameters of some blocks; of ⟨along, tensor⟩ where a cotangent is given.</summary>
    internal Tensor?[] Gradients(
        Tensor tensor, Range blocks, bool createGraph = false, bool retainGraph = false, Tensor? along = null) =>
        Layout.OfParameters(GuardedAutograd.Of(tensor, Layout.LeavesOf(blocks), retainGraph, createGraph, along), blocks);

    /// <summary>The gradient of a scalar as one vector [P] that can be differentiated again. Made in the caller's scope and mode.</summary>
    internal Tensor GraphOfGradient(Tensor scalar)
    {
        return cat([.. Gradients(scalar, createGraph: true).Select(AsVector)]);

        Tensor AsVector(Tensor? part, int i) => part?.reshape(-1) ?? zeros(Layout.Blocks[i].Length, Layout.DType, Layout.Device);
    }
}
