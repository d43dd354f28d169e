using TorchCurvature.Curvature;
using TorchCurvature.Curvature.Exact;
using TorchCurvature.Curvature.Matrices;
using TorchCurvature.Data;
using TorchCurvature.Eigensolvers;
using TorchCurvature.Losses;
using TorchCurvature.Models;
using TorchCurvature.Operators;
using TorchCurvature.Spectra;
using TorchCurvature.Tests.Contracts;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchCurvature.Tests.Curvature;

/// <summary>
/// Whether eigenvalues lie within what their spectrum states, from a poor fit to an almost perfect one, against 32 digits.
/// </summary>
public sealed class StatedBoundTests(ITestOutputHelper output)
{
    private const int Inputs = 5;
    private const int Hidden = 7;
    private const int Classes = 3;
    private const int Examples = 45;

    private static readonly long[] _batches = [26, 18, 1];

    public static TheoryData<string, double, ScalarType> Fits
    {
        get
        {
            var data = new TheoryData<string, double, ScalarType>();
            foreach (ScalarType dtype in new[] { ScalarType.Float32, ScalarType.Float64 })
            {
                foreach (string loss in new[] { "cross-entropy", "naive cross-entropy", "squared-error", "soft labels" })
                {
                    for (int exponent = 1; exponent <= 9; exponent++)
                    {
                        data.Add(loss, Math.Pow(10, -exponent), dtype);
                    }
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Fits))]
    public void EveryEigenvalueLiesWithinTheStatedBound(string lossName, double target, ScalarType dtype)
    {
        using var live = new LiveTensors();
        using DisposeScope scope = NewDisposeScope();
        using var generator = new Generator(3);
        using Sequential model = MultilayerPerceptron.Create(Inputs, [Hidden], Classes, Activation.Tanh, 11, dtype);
        Tensor inputs = randn([Examples, Inputs], ScalarType.Float64, generator: generator).to(dtype);
        bool isClassification = lossName.EndsWith("cross-entropy", StringComparison.Ordinal);
        Tensor targets = isClassification ? ScaleToLoss(model, inputs, target) : TargetsNear(model, inputs, target, lossName, generator);
        Loss loss = lossName switch
        {
            "cross-entropy" => new CrossEntropy(),
            "squared-error" => new SquaredError(),
            "naive cross-entropy" =>
                Loss.FromExampleLosses(lossName, (f, y) => nn.functional.log_softmax(f, 1).gather(1, y.unsqueeze(1)).squeeze(1).negative()),
            _ => Loss.FromExampleLosses(lossName, (f, y) => (y * nn.functional.log_softmax(f, 1)).sum(1).negative()),
        };
        Batch[] batches = [.. Cut(inputs, targets)];
        var risk = new EmpiricalRisk(model, loss, batches);
        IReadOnlyDictionary<CurvatureMatrix, Tensor> truth = Truth(risk, inputs, targets, lossName);

        var spectra = new Dictionary<CurvatureMatrix, Spectrum>();
        foreach ((CurvatureMatrix part, Tensor matrix) in truth)
        {
            using ExactHessian hessian = ExactHessian.Compute(risk, part);
            using DenseOperator whole = hessian.ToOperator();
            Assert.Equal(ExactHessianMethod.FullyConnectedClosedForm, hessian.Method);
            spectra[part] = new Spectrum(DenseEigensolver.Values(whole));
            using var exact = new DenseOperator(matrix);
            double worst = DenseEigensolver.Values(exact).Values.Zip(spectra[part].Eigenvalues, (a, b) => Math.Abs(a - b)).Max();
            double stated = spectra[part].NoiseFloor;
            string numbers = FormattableString.Invariant(
                $"{worst:0.0e+0},{stated:0.0e+0},{worst / stated:0.000},{stated / spectra[part].SpectralNorm:0.0e+0}");
            output.WriteLine(FormattableString.Invariant($"BOUND {lossName},{target:0e+0},{dtype},{part},{numbers}"));
            Assert.True(
                worst <= spectra[part].NoiseFloor,
                $"{part}: an eigenvalue is off by {worst:g3}, and {spectra[part].NoiseFloor:g3} is stated (λ max "
                    + $"{spectra[part].Largest:g3}).");
        }

        // These have no negative eigenvalue.
        Assert.Equal(0, spectra[CurvatureMatrices.EmpiricalFisher].NegativeCount);
        Assert.Equal(0, spectra[CurvatureMatrices.GaussNewton].NegativeCount);
        foreach (Batch batch in batches)
        {
            batch.Dispose();
        }
    }

    // Labels are what the network says, and its last layer grows until the mean loss is what is asked for.
    private static Tensor ScaleToLoss(Sequential model, Tensor inputs, double target)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        Parameter[] last = [.. model.parameters().TakeLast(2)];
        last[1].zero_();
        Tensor before = last[0].clone();
        Tensor labels = model.forward(inputs).argmax(1);
        double low = 1e-3, high = 1e7;
        for (int i = 0; i < 200; i++)
        {
            double scale = Math.Sqrt(low * high);
            using Scalar factor = scale;
            last[0].copy_(before.mul(factor));
            double loss = nn.functional.cross_entropy(model.forward(inputs).to(ScalarType.Float64), labels).item<double>();
            (low, high) = loss > target ? (scale, high) : (low, scale);
        }

        return labels.MoveToOuterDisposeScope();
    }

    private static Tensor TargetsNear(Sequential model, Tensor inputs, double target, string lossName, Generator generator)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        Tensor outputs = model.forward(inputs);
        Tensor noise = randn(outputs.shape, ScalarType.Float64, generator: generator).to(outputs.dtype);
        // ½‖f − y‖² of C residuals of this size is the loss that is asked for.
        Tensor residuals = noise * tensor(Math.Sqrt(2 * target / Classes), outputs.dtype);
        return (lossName == "squared-error" ? outputs + residuals : softmax(outputs + residuals, 1)).MoveToOuterDisposeScope();
    }

    private static IEnumerable<Batch> Cut(Tensor inputs, Tensor targets)
    {
        long first = 0;
        foreach (long count in _batches)
        {
            yield return new Batch(inputs.narrow(0, first, count), targets.narrow(0, first, count));
            first += count;
        }
    }

    private static IReadOnlyDictionary<CurvatureMatrix, Tensor> Truth(EmpiricalRisk risk, Tensor inputs, Tensor targets, string lossName)
    {
        double[] w = [.. risk.Layout.ToVector().to(ScalarType.Float64).data<double>()];
        double[] x = [.. inputs.to(ScalarType.Float64).contiguous().data<double>()];
        double[][] rows = [.. Enumerable.Range(0, Examples).Select(n => x[(n * Inputs)..((n + 1) * Inputs)])];
        Tensor values = targets.is_floating_point() ? targets : nn.functional.one_hot(targets, Classes);
        double[] y = [.. values.to(ScalarType.Float64).contiguous().data<double>()];
        return lossName == "squared-error"
            ? ExtendedCurvature.Of(
                w, rows, (f, n) => [.. f.Select((value, k) => value - y[(n * Classes) + k])],
                f => Square(f.Length, (k, l) => k == l ? 1 : 0), Hidden, Classes)
            : ExtendedCurvature.Of(w, rows, GradientOfSoftmax, f => HessianOfSoftmax(f, 1), Hidden, Classes);

        DoubleDouble[] GradientOfSoftmax(DoubleDouble[] f, int n)
        {
            DoubleDouble[] p = Softmax(f);
            DoubleDouble sum = 0;
            for (int k = 0; k < Classes; k++)
            {
                sum += y[(n * Classes) + k];
            }

            return [.. p.Select((value, k) => (sum * value) - y[(n * Classes) + k])];
        }
    }

    private static DoubleDouble[,] HessianOfSoftmax(DoubleDouble[] f, DoubleDouble weight)
    {
        DoubleDouble[] p = Softmax(f);
        return Square(f.Length, (k, l) => weight * (k == l ? p[k] * (1 - p[k]) : -(p[k] * p[l])));
    }

    private static DoubleDouble[] Softmax(DoubleDouble[] f)
    {
        double largest = f.Max(value => value.High);
        DoubleDouble[] e = [.. f.Select(value => DoubleDouble.Exp(value - largest))];
        DoubleDouble sum = e.Aggregate((a, b) => a + b);
        return [.. e.Select(value => value / sum)];
    }

    private static DoubleDouble[,] Square(int length, Func<int, int, DoubleDouble> entry)
    {
        var square = new DoubleDouble[length, length];
        for (int k = 0; k < length; k++)
        {
            for (int l = 0; l < length; l++)
            {
                square[k, l] = entry(k, l);
            }
        }

        return square;
    }
}
