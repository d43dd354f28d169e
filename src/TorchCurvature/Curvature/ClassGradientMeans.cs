using TorchCurvature.Curvature.Questions;
using TorchCurvature.Losses;
using TorchCurvature.Resources;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Curvature;

/// <summary>
/// The class means of the logit gradients (Papyan 2019). With A_n = R_n R_nᵀ, G = (1/N) Σ_n Σ_c δ_{n,c} δ_{n,c}ᵀ for the logit gradients
/// δ_{n,c} = J_nᵀ R_n e_c; for
/// cross-entropy δ_{n,c} = √p_c J_nᵀ (e_c − p). Their means over the examples of class y, δ̄_{y,c}, make up a part of G of rank C² at most,
/// Σ (N_y/N) δ̄_{y,c} δ̄_{y,c}ᵀ, which is what
/// the outliers of G are predicted to come from; what is left of G is the covariance within the classes.
/// </summary>
public sealed class ClassGradientMeans : IDisposable
{
    private ClassGradientMeans(Tensor means, int classCount) => (Means, ClassCount) = (means, classCount);

    /// <summary>
    /// √(N_y/N) δ̄_{y,c} as rows y·C + c, [C², P], so that this part of G is MᵀM and its nonzero eigenvalues are those of M Mᵀ; [2, P] for
    /// one logit, which tells two classes apart. This object owns it.
    /// </summary>
    public Tensor Means { get; }

    /// <summary>C, the number of outputs.</summary>
    public int ClassCount { get; }

    /// <summary>
    /// Computes the means exactly, over all examples: for each batch, one forward pass and a backward pass for each pair of classes in it.
    /// </summary>
    /// <param name="risk">The risk L, with class labels as targets.</param>
    /// <param name="cancellation">Stops between passes.</param>
    /// <exception cref="ArgumentException">The targets are no class labels.</exception>
    /// <exception cref="NotSupportedException">The loss has no factor R of its output Hessian in closed form.</exception>
    public static ClassGradientMeans Compute(EmpiricalRisk risk, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(risk);
        if (risk.Shared is not null)
        {
            cancellation.ThrowIfCancellationRequested();
            return risk.Ask(new ClassMeansQuestion());
        }

        using DisposeScope scope = NewDisposeScope();
        using var mode = new ModeScope(risk.Model, risk.Mode);
        using IDisposable gradientMode = enable_grad();
        using IDisposable kernels = risk.EnterRightKernels();
        Tensor? sums = null;
        Tensor? counts = null;
        long outputs = 0;
        risk.Sum.Over(
            batch =>
            {
                LossTerms terms = risk.TermsOf(batch);
                RequireLabels(terms.Targets);
                outputs = terms.Outputs.shape[1];
                long classes = ClassesOf(outputs);
                sums ??= zeros([classes * outputs, risk.Dimension], ScalarType.Float64, risk.Layout.Device).MoveToOuterDisposeScope();
                counts ??= zeros(classes, ScalarType.Float64, risk.Layout.Device).MoveToOuterDisposeScope();
                AddBatch(risk, terms, sums, counts, cancellation);
            },
            all =>
            {
                all.AddInPlace(sums!);
                all.AddInPlace(counts!);
            },
            cancellation);

        // √(N_y/N) times the mean: the sum divided by √(N_y·N). A class without examples has sum 0.
        Tensor scale = counts!.ClampedFromBelow(1).Times(risk.TotalWeight).rsqrt().repeat_interleave(outputs).unsqueeze(1);
        return new ClassGradientMeans((sums! * scale).to(risk.Layout.DType).DetachFromDisposeScope(), (int)outputs);
    }

    // One logit tells two classes apart.
    private static long ClassesOf(long outputs) => Math.Max(outputs, 2);

    private static void AddBatch(
        EmpiricalRisk risk, LossTerms terms, Tensor sums, Tensor counts, CancellationToken cancellation)
    {
        Tensor outputs = terms.Outputs;
        long outputCount = outputs.shape[1];
        Tensor factors = risk.Loss.OutputHessianFactor(outputs.detach(), terms.Targets);
        for (long y = 0; y < ClassesOf(outputCount); y++)
        {
            using DisposeScope classScope = NewDisposeScope();
            Tensor isOfClass = terms.Targets.IsEqualTo(y);
            counts[y].AddInPlace(isOfClass.sum());
            Tensor ofClass = factors * isOfClass.to(factors.dtype).view(-1, 1, 1);
            for (long c = 0; c < outputCount && isOfClass.any().item<bool>(); c++)
            {
                cancellation.ThrowIfCancellationRequested();
                using DisposeScope passScope = NewDisposeScope();
                Tensor weighted = (outputs * ofClass.select(2, c)).sum();
                sums[(y * outputCount) + c].AddInPlace(risk.Layout.Flatten(risk.Gradients(weighted, retainGraph: true)));
            }
        }
    }

    private static void RequireLabels(Tensor targets)
    {
        if (targets.dtype != ScalarType.Int64 || targets.dim() != 1)
        {
            throw new ArgumentException("Class means need class labels, int64 [n], as targets.", nameof(targets));
        }
    }

    /// <summary>M Mᵀ, symmetric to the last bit; its eigenvalues predict the outliers of G. The caller owns it.</summary>
    public Tensor Gram()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor gram = Means.mm(Means.t());
        return gram.Plus(gram.t()).Times(0.5).MoveToOuterDisposeScope();
    }

    /// <summary>Releases the means.</summary>
    public void Dispose() => Means.Dispose();
}
