using System.Globalization;
using TorchCurvature.Resources;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Data;

/// <summary>
/// A classification problem of isotropic Gaussian clusters: C centres c_k uniform in [−10, 10]^d, points x = c_k + s·z with
/// z ~ N(0, I), then every feature standardized.
/// </summary>
/// <remarks>
/// Source: Sagun, Evci, Güney, Dauphin, Bottou, "Empirical analysis of the Hessian of over-parametrized neural networks" (2018).
/// </remarks>
public static class GaussianBlobs
{
    private const double CentreBound = 10;

    /// <summary>
    /// Draws 2N points, classes as equal as possible among them (sizes differ by at most 1, lower labels first), standardizes every
    /// feature to mean 0 and (population) variance 1 over all 2N, shuffles, and splits into halves.
    /// </summary>
    /// <param name="classes">C ≥ 1.</param>
    /// <param name="dimension">d ≥ 1.</param>
    /// <param name="samples">N ≥ C, the number of training points; there are as many test points.</param>
    /// <param name="spread">
    /// s &gt; 0, the standard deviation of a cluster: its points have covariance s²·I before standardization. The paper's experiments
    /// use 1 and 10.
    /// </param>
    /// <param name="seed">The same seed gives the same bits, drawn in float64 whatever <paramref name="dtype"/>.</param>
    /// <param name="dtype">The dtype of the inputs, rounded to it at the end.</param>
    /// <returns>Inputs [N, d] and labels [N] on the CPU, for training and for testing; the caller disposes them.</returns>
    /// <exception cref="ArgumentOutOfRangeException">
    /// C or d is below 1, N is below C, or s is not positive and finite.
    /// </exception>
    /// <exception cref="ArgumentException"><paramref name="dtype"/> is not floating point.</exception>
    public static TrainTestSplit Generate(
        int classes = 5, int dimension = 100, int samples = 1000, double spread = 1, long seed = 0,
        ScalarType dtype = ScalarType.Float64)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(classes, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(dimension, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(samples, classes);
        if (!double.IsFinite(spread) || spread <= 0)
        {
            throw new ArgumentOutOfRangeException(nameof(spread), spread, "The spread of a cluster must be positive and finite.");
        }

        if (!is_floating_point(dtype))
        {
            throw new ArgumentException($"Coordinates of points cannot be {dtype}; ask for a floating-point dtype.", nameof(dtype));
        }

        using DisposeScope scope = NewDisposeScope();
        using Generator generator = new(unchecked((ulong)seed));
        long total = 2L * samples;
        Tensor centres = rand([classes, dimension], float64, generator: generator).Times(2 * CentreBound).Minus(CentreBound);
        Tensor noise = randn([total, dimension], float64, generator: generator);
        Tensor order = randperm(total, int64, generator: generator);

        // The remainder modulo C deals the labels out in turn, so that no class has two more than another.
        Tensor labels = HeldScalars.Range(0, total).Remainder(classes);
        Tensor points = centres.index_select(0, labels).AddScaledInPlace(noise, spread);
        Tensor centred = points.sub_(points.mean([0], keepdim: true));
        Tensor standardized = centred.div_(centred.Squared().mean([0], keepdim: true).sqrt_());

        Tensor inputs = standardized.index_select(0, order).to(dtype);
        labels = labels.index_select(0, order);
        string name = string.Create(CultureInfo.InvariantCulture,
            $"Gaussian blobs ({classes} classes, {dimension} features, spread {spread}, seed {seed})");
        return TrainTestSplit.From(() => Half("train", 0), () => Half("test", samples));

        Dataset Half(string part, long start) => new(
            $"{name} {part}", inputs.narrow(0, start, samples).clone(), labels.narrow(0, start, samples).clone(), classes);
    }
}
