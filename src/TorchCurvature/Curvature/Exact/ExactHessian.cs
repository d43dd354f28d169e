using TorchCurvature.Curvature.Matrices;
using TorchCurvature.Operators;
using TorchCurvature.Precision;
using TorchCurvature.Resources;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Curvature.Exact;

/// <summary>
/// The Hessian ∇²L(w) ∈ R^{P×P} of an empirical risk, or another curvature matrix, stored whole, symmetric to the last bit. In the order of
/// <see cref="EmpiricalRisk.Layout"/>.
/// </summary>
public sealed class ExactHessian : IDisposable
{
    internal ExactHessian(Tensor matrix, CurvatureMatrix kind, ExactHessianMethod method) =>
        (Matrix, Kind, Method) = (matrix, kind, method);

    /// <summary>H [P, P] in the model's precision. This object owns it.</summary>
    public Tensor Matrix { get; }

    /// <summary>Which matrix it is.</summary>
    public CurvatureMatrix Kind { get; }

    /// <summary>How it was computed.</summary>
    public ExactHessianMethod Method { get; }

    /// <summary>
    /// The largest |H_ij − H_ji| before the two were made equal: rounding, measured. Of a Hessian column by column, among the entries that
    /// were computed on both sides of the diagonal: those between two entries of one parameter tensor, and one column of each tensor. 0
    /// where one triangle was computed and copied.
    /// </summary>
    public double Asymmetry { get; internal init; }

    /// <summary>
    /// A bound, in the spectral norm, of what the matrix inherited: from the rounding of the network's outputs and of the loss's
    /// derivatives there and, for a difference, the errors of both its terms. It comes on top of the rounding of the matrix's own sums,
    /// P·ε·‖H‖₂.
    /// </summary>
    public double InheritedError { get; internal init; }

    /// <summary>
    /// What has to be known of how it was computed, such as that the closed form did not describe the function; null where there is
    /// nothing.
    /// </summary>
    public string? Remark { get; internal init; }

    /// <summary>
    /// The coordinates that <see cref="Matrix"/> is in, without λI of weight decay; null where they are the parameters. Not owned.
    /// </summary>
    internal FirstLayerRotation? Rotation { get; init; }

    /// <summary>
    /// The matrix as an operator that knows its <see cref="InheritedError"/>, and through it the eigenvalues do. It shares the matrix's
    /// memory; the caller owns it.
    /// </summary>
    public DenseOperator ToOperator() => new(Matrix, InheritedError);

    /// <summary>The method that <see cref="Compute"/> chooses: the fastest that the module's structure allows.</summary>
    /// <param name="risk">The risk L.</param>
    public static ExactHessianMethod MethodFor(EmpiricalRisk risk)
    {
        ArgumentNullException.ThrowIfNull(risk);
        return ExactComputation.MethodFor(risk);
    }

    /// <summary>Bytes that <see cref="Compute"/> takes at its peak: the matrix and some working memory.</summary>
    /// <param name="dimension">P.</param>
    /// <param name="dtype">The model's precision.</param>
    public static double RequiredBytes(long dimension, ScalarType dtype) => ((double)dimension * dimension * dtype.ElementSize()) + 4e8;

    /// <summary>
    /// About how many seconds <see cref="Compute"/> takes for a module that is computed column by column, measured with a few columns;
    /// null for one whose structure allows a faster way, which is a matter of matrix products.
    /// </summary>
    /// <param name="risk">The risk L.</param>
    /// <param name="kind">Which matrix; null for the Hessian.</param>
    /// <param name="cancellation">Stops between columns.</param>
    public static double? ExpectedSeconds(
        EmpiricalRisk risk, CurvatureMatrix? kind = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(risk);
        return (kind ?? CurvatureMatrices.Hessian).ExpectedSeconds(risk, cancellation);
    }

    /// <summary>Computes the Hessian, or another curvature matrix, at the model's present parameters.</summary>
    /// <param name="risk">The risk L. Its batches may have any sizes; they are cut further where memory asks for it.</param>
    /// <param name="kind">Which matrix; null for the Hessian. One that is a difference takes two matrices at its peak.</param>
    /// <param name="method">Forces a method; null takes <see cref="MethodFor(EmpiricalRisk)"/>.
    /// <see cref="ExactHessianMethod.ColumnByColumn"/> works for every module.</param>
    /// <param name="progress">Receives the share that is done, from 0 to 1.</param>
    /// <param name="cancellation">Stops between batches, channels or columns.</param>
    /// <returns>The matrix, which the caller owns.</returns>
    /// <remarks>
    /// Cost: closed form, about N·P² operations in matrix products; batched tangents, about N·C·P² for the Gauss–Newton part and for the
    /// rest what grows with the convolutions' parameters only; column by column, P double backward passes, each of which runs through the
    /// layers above its parameter alone and, for a matrix without second derivatives of the network, one backward pass for each output of
    /// each example. Columns are computed on as many threads as libtorch takes for one operation. Memory:
    /// <see cref="RequiredBytes"/>. What the first two ways read from the module's structure is compared with the module itself and with
    /// one product by double backward: a hook, or a loss that reads the parameters, is not in the structure, and where one is found the
    /// matrix is computed column by column.
    /// </remarks>
    /// <exception cref="NotSupportedException">The forced method does not apply to this module, or does not describe the function that it
    /// computes.</exception>
    /// <exception cref="NotFiniteNumberException">The Hessian has an infinite or undefined entry, as it does where the parameters have
    /// diverged.</exception>
    public static ExactHessian Compute(
        EmpiricalRisk risk, CurvatureMatrix? kind = null, ExactHessianMethod? method = null, IProgress<double>? progress = null,
        CancellationToken cancellation = default) =>
        (kind ?? CurvatureMatrices.Hessian).Exact(risk, method, progress, cancellation);

    /// <summary>Turns this matrix into its difference from another, in place, without a third one.</summary>
    internal ExactHessian Subtract(ExactHessian other, CurvatureMatrix difference)
    {
        using DisposeScope scope = NewDisposeScope();
        double norms = Matrix.FrobeniusNorm() + other.Matrix.FrobeniusNorm();
        double sums = Matrix.shape[0] * WorkingPrecision.Of(Matrix.dtype).UnitRoundoff * norms;
        Matrix.sub_(other.Matrix);
        return new ExactHessian(Matrix, difference, Method)
        {
            Rotation = Rotation,
            Asymmetry = Math.Max(Asymmetry, other.Asymmetry),
            InheritedError = InheritedError + other.InheritedError + sums,
            Remark = Remark ?? other.Remark,
        };
    }

    /// <summary>Releases the matrix.</summary>
    public void Dispose() => Matrix.Dispose();
}
