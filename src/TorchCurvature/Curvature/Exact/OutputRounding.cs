using System.Runtime.InteropServices;
using TorchCurvature.Curvature.Matrices;
using TorchCurvature.Curvature.Products;
using TorchCurvature.Data;
using TorchCurvature.Losses;
using TorchCurvature.Precision;
using TorchCurvature.Resources;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Curvature.Exact;

/// <summary>
/// What the rounding of a network's outputs does to a curvature matrix. The outputs f are known to some ε·max|f|, and g = ∂ℓ/∂f and A =
/// ∂²ℓ/∂f² no better than that allows: where f − y almost cancels, g has few digits left. A loss whose formula cancels adds an error of its
/// own, which is measured by computing it in both precisions. With δg and δA so found, the errors are those of (1/N) Σ JᵀδA J, of (1/N) Σ
/// Jᵀ(δg gᵀ + g δgᵀ)J, and of (1/N) Σ_n Σ_c δg_{n,c} ∇²f_{n,c} for δg of random signs, whose size a product with a random vector tells.
/// </summary>
internal static class OutputRounding
{
    // How many ε·max|f| the outputs are taken to be off. A choice: with it, the errors of StatedBoundTests stay below an eighth of the
    // bound where the loss's own formula does not cancel.
    private const double OutputError = 8;

    // One sample of a formula's rounding, in another precision, tells its size to a small factor.
    private const double FormulaError = 4;
    private const double Step = 1e-4;
    private const int Directions = 2;
    private const ulong Seed = 20170614;

    /// <summary>
    /// A bound, in the spectral norm, of the error that the matrix has from this, beside the rounding of its own sums. Cost: a pass over
    /// the data and, where second derivatives of f take part, two products.
    /// </summary>
    /// <param name="risk">The risk; weight decay plays no part.</param>
    /// <param name="kind">Which matrix it is.</param>
    /// <param name="norm">‖matrix‖_F.</param>
    public static double Of(EmpiricalRisk risk, OutputCurvatureMatrix kind, double norm)
    {
        using DisposeScope scope = NewDisposeScope();
        using var generator = new Generator(Seed, risk.Layout.Device);
        var sums = new Sums();
        List<Batch> errors = [];
        using Batches owned = new(errors);
        risk.Sum.Over(
            batch =>
            {
                Tensor outputs = risk.Outputs(batch);
                LossTerms terms = LossTerms.Of(risk.Loss, outputs, batch.Targets);
                Tensor error = Add(risk.Loss, terms.Outputs, terms.Targets, risk.Layout.DType, generator, sums, kind);
                Tensor ofOutputs = LossTerms.InShapeOf(error.to(risk.Layout.DType), risk.Loss, outputs, batch.Targets);
                errors.Add(new Batch([.. batch.AllInputs.Select(input => input.alias())], ofOutputs));
            },
            sums.Reduce);

        double epsilon = WorkingPrecision.Of(risk.Layout.DType).UnitRoundoff;
        double inOutputs = norm * (kind.IsOfGradients ? sums.OfSquaredGradients : sums.OfMatrices);
        return epsilon * (kind.HasSecondDerivatives ? inOutputs + FunctionalNorm(risk, errors, generator) : inOutputs);
    }

    // Everything in units of ε. Gives δg, with random signs.
    private static Tensor Add(
        Loss loss, Tensor outputs, Tensor targets, ScalarType dtype, Generator generator, Sums sums, OutputCurvatureMatrix kind)
    {
        Tensor f = outputs.to(ScalarType.Float64);
        Tensor y = targets.is_floating_point() ? targets.to(ScalarType.Float64) : targets;
        Tensor largest = f.abs().amax([1], keepdim: true);
        Tensor signs = randint(0, 2, f.shape, ScalarType.Float64, f.device, generator: generator).Times(2L).Minus(1L);
        Tensor moved = f.Plus((largest * signs).Times(Step));
        Tensor g = loss.OutputGradient(f, y);
        Tensor ofOutputs = (loss.OutputGradient(moved, y) - g).DividedBy(Step).Times(OutputError);
        Tensor ofFormula = InSinglePrecision(f, targets, loss.OutputGradient) ?? zeros_like(g);
        Tensor error = ofOutputs.abs().Plus(ofFormula.abs().Times(FormulaError));
        sums.Gradients += g.Squared().sum().item<double>();
        sums.GradientErrors += (error * (error.Times(WorkingPrecision.Of(dtype).UnitRoundoff).Plus(g.abs()))).sum().item<double>();
        if (!kind.IsOfGradients)
        {
            Tensor a = InOutputs(f, y);
            Tensor ofA = (InOutputs(moved, y) - a).DividedBy(Step).Times(OutputError);
            Tensor formulaOfA = InSinglePrecision(f, targets, InOutputs) ?? zeros_like(a);
            sums.Matrices += NormPerExample(a);
            sums.MatrixErrors += NormPerExample(ofA) + (FormulaError * NormPerExample(formulaOfA));
        }

        return error * signs;

        Tensor InOutputs(Tensor outputs, Tensor targets) => kind.InOutputs(loss, outputs, targets);
    }

    private static double NormPerExample(Tensor matrices) => matrices.flatten(1).EuclideanNorm(1).sum().item<double>();

    // The error of the formula itself, in units of ε: its value in float32 less that in float64, from the same outputs.
    private static Tensor? InSinglePrecision(Tensor f, Tensor targets, Func<Tensor, Tensor, Tensor> formula)
    {
        Tensor rounded = f.to(ScalarType.Float32);
        Tensor single = targets.is_floating_point() ? targets.to(ScalarType.Float32) : targets;
        Tensor twice = targets.is_floating_point() ? single.to(ScalarType.Float64) : targets;
        try
        {
            Tensor exact = formula(rounded.to(ScalarType.Float64), twice);
            return (formula(rounded, single).to(ScalarType.Float64) - exact)
                .DividedBy(WorkingPrecision.Of(ScalarType.Float32).UnitRoundoff);
        }
        catch (ExternalException)
        {
            return null; // a user's loss that is written for one precision
        }
    }

    /// <summary>‖(1/N) Σ_n Σ_c δg_{n,c} ∇²f_{n,c}‖_F, estimated.</summary>
    private static double FunctionalNorm(EmpiricalRisk risk, IReadOnlyList<Batch> errors, Generator generator)
    {
        Loss linear = Loss.FromExampleLosses("rounding", (f, c) => (f * c).sum(1));
        EmpiricalRisk ofErrors = risk.With(linear, errors);
        using var hessian = new HessianOperator(ofErrors);
        Tensor directions = randn([risk.Dimension, Directions], risk.Layout.DType, risk.Layout.Device, generator: generator);
        double squares = hessian.Multiply(directions).to(ScalarType.Float64).Squared().sum().item<double>() / Directions;
        return Math.Sqrt(squares) * ofErrors.TotalWeight / risk.TotalWeight;
    }

    private sealed class Sums
    {
        public double Gradients { get; set; }

        public double GradientErrors { get; set; }

        public double Matrices { get; set; }

        public double MatrixErrors { get; set; }

        public void Reduce(Reduction all)
        {
            Gradients = all.Sum(Gradients);
            GradientErrors = all.Sum(GradientErrors);
            Matrices = all.Sum(Matrices);
            MatrixErrors = all.Sum(MatrixErrors);
        }

        public double OfSquaredGradients => Gradients > 0 ? 2 * GradientErrors / Gradients : 0;

        public double OfMatrices => Matrices > 0 ? MatrixErrors / Matrices : 0;
    }
}
