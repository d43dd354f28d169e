using System.Globalization;
using TorchCurvature.Curvature.Gram;
using TorchCurvature.Eigensolvers;
using TorchCurvature.Precision;
using TorchCurvature.Resources;

namespace TorchCurvature.Studies;

/// <summary>An <see cref="ExactPlan"/> in words, and what to do where it does not fit.</summary>
internal sealed class ExactPlanWords(ExactPlan plan, SpectrumSpec spec)
{
    /// <summary>The plan in a sentence without its full stop.</summary>
    public string Sentence()
    {
        string takes = $"take {MachineMemory.Format(plan.RequiredBytes)}";
        string available = $"{MachineMemory.Format(plan.AvailableBytes)} are available";
        if (plan.Gram is { } gram)
        {
            string found = spec.Eigenvectors ? $"eigenvalues with {Math.Max(1, plan.GramVectors):N0} eigenvectors at most" : "eigenvalues";
            return $"The {spec.Matrix.Title} of P = {plan.Dimension:N0} parameters is a sum of {gram.Size:N0} outer products: the Gram "
                + $"matrix of these vectors and its {found}{WithKernel()} {takes}; {available}";
        }

        if (plan.Parts is { Solver: var solver })
        {
            return $"The exact {spec.Matrix.Title} of P = {plan.Dimension:N0} parameters{Rotated()} in parts of {solver.Processes} "
                + $"processes, and its eigenvalues by {solver.Name},{WithKernel()} {takes} on this machine; {available}";
        }

        string work =
            spec.Split ? "split"
            : spec.Noise ? "eigenvectors beside those of the noise"
            : spec.Eigenvectors ? "eigenvectors"
            : "eigenvalues";
        return $"The exact Hessian of P = {plan.Dimension:N0} parameters{Rotated()} and its {work}{WithKernel()} {takes} "
            + $"in {spec.Precision}; {available}{Time()}";
    }

    /// <summary>The same with what to do instead.</summary>
    public string Refusal() =>
        plan.Gram is not null ? $"{Sentence()}. To go on: {string.Join("; or ", WaysAroundTheGramMatrix())}."
        : plan.Parts is not null
            ? $"{Sentence()}. To go on: use more machines; or use --method density, which needs matrix-vector products only."
        : $"{Sentence()}. The largest P that fits is {Largest():N0}. To go on: {string.Join("; or ", WaysAroundTheMatrix())}.";

    /// <summary>Why there are no vectors of so many rows that are not zero.</summary>
    public static string NoVectors(long rows, SpectrumSpec spec) =>
        $"{DenseEigensolver.LimitOf(rows)} To go on: leave out {string.Join(" and ", Asked(spec))}; or use --method lanczos for the "
            + "outermost eigenpairs; or use --device cuda, where there is one.";

    /// <summary>Why there are none of a Gram matrix.</summary>
    public static string NoVectors(GramPlan gram, SpectrumSpec spec) =>
        $"Of the Gram matrix of the {spec.Matrix.Title}: {DenseEigensolver.LimitOf(gram.Size)} To go on: leave out --eigenvectors; or take "
            + "fewer examples (--samples); or use --method lanczos for the outermost eigenpairs.";

    private static IEnumerable<string> Asked(SpectrumSpec spec)
    {
        if (spec.Eigenvectors)
        {
            yield return "--eigenvectors";
        }

        if (spec.Split)
        {
            yield return "--split";
        }

        if (spec.Noise)
        {
            yield return "--noise";
        }
    }

    private string Rotated() => plan.RotatedDimension is { } rotated
        ? string.Create(CultureInfo.InvariantCulture, $" ({rotated:N0} that the inputs reach, after a rotation of the first layer)")
        : "";

    private string WithKernel() => plan.Kernel is { } kernel
        ? string.Create(CultureInfo.InvariantCulture, $", and the neural tangent kernel of {kernel.Size:N0} outputs,")
        : "";

    private string Time() => plan.MatrixSeconds is { } seconds
        ? string.Create(CultureInfo.InvariantCulture, $". Column by column, the {spec.Matrix.Title} takes about {seconds:0} s")
        : "";

    private IEnumerable<string> WaysAroundTheGramMatrix()
    {
        if (spec.Eigenvectors)
        {
            yield return "leave out --eigenvectors";
        }

        if (plan.Kernel is not null)
        {
            yield return "leave out --kernel";
        }

        yield return "take fewer examples (--samples)";
        yield return "use --method density, which needs matrix-vector products only";
        yield return "use a machine with more memory";
    }

    private IEnumerable<string> WaysAroundTheMatrix()
    {
        if (plan.MissingSolver is { } missing)
        {
            yield return $"install a solver for several processes ({missing.TrimEnd('.')})";
        }

        if (spec.Split)
        {
            yield return "leave out --split";
            yield return "look at G or the empirical Fisher alone, whose spectra cost the data and not the parameters "
                + "(--curvature gauss-newton or empirical-fisher)";
        }
        else if (spec.Noise)
        {
            yield return "leave out --noise";
        }
        else if (spec.Eigenvectors)
        {
            yield return "leave out --eigenvectors";
        }

        if (plan.Kernel is not null)
        {
            yield return "leave out --kernel";
        }

        if (spec.Precision == WorkingPrecision.Float64 && Fits(plan.SolvedDimension, WorkingPrecision.Float32))
        {
            yield return "use --dtype float32";
        }

        yield return "use --method density, which needs matrix-vector products only";
        yield return "take a smaller network (--model mlp or convnet, --hidden, --channels) or smaller images (--resize 14x14)";
        yield return "use a machine with more memory";
    }

    private bool Fits(long dimension, WorkingPrecision precision) =>
        ExactMemory.Of(plan.Shape with { Dimension = dimension, LargestBlock = null }, spec, precision, plan.KernelBytes)
            <= plan.AvailableBytes;

    private long Largest()
    {
        long fits = 0, tooLarge = plan.SolvedDimension;
        while (tooLarge - fits > 1)
        {
            long middle = (fits + tooLarge) / 2;
            if (Fits(middle, spec.Precision))
            {
                fits = middle;
            }
            else
            {
                tooLarge = middle;
            }
        }

        return fits;
    }
}
