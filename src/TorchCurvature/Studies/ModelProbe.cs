using System.Diagnostics;
using TorchCurvature.Curvature;
using TorchCurvature.Curvature.Products;
using TorchCurvature.Data;
using TorchCurvature.Precision;
using TorchCurvature.Resources;
using TorchCurvature.Settings;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Studies;

/// <summary>
/// A look at a network before anything long: one batch through forward, gradient and a product, with what comes out of it. A network that
/// was given may be anything, and what does not work is said here, after seconds, and not after hours.
/// </summary>
public static class ModelProbe
{
    private const long Examples = 64;
    private const long Seed = 19940102;

    // A product rounds like a sum that went through every layer twice.
    private const double RoundingFactor = 1000;

    // What operations whose order is not fixed make of the last digits; dropout makes more of it.
    private const double RandomFrom = 1e-3;

    /// <summary>Looks.</summary>
    /// <param name="problem">The problem.</param>
    /// <param name="model">Its network, in the precision of the study.</param>
    /// <param name="train">Training data in that precision.</param>
    /// <exception cref="SettingException">The network cannot read the data, the loss cannot read its outputs, or the loss is
    /// random.</exception>
    /// <exception cref="DerivativeException">The loss cannot be differentiated twice.</exception>
    public static ModelFindings Look(Problem problem, nn.Module<Tensor, Tensor> model, Dataset train)
    {
        ArgumentNullException.ThrowIfNull(problem);
        ArgumentNullException.ThrowIfNull(train);
        using DisposeScope scope = NewDisposeScope();
        using Batches all = problem.Cut(train, Examples);
        using Batch batch = all[0].Piece(0, all[0].Count);
        EmpiricalRisk risk = RiskOver(problem, model, batch);

        // The first pass of a script takes longer: it is compiled.
        using Tensor gradient = risk.Gradient();
        long start = Stopwatch.GetTimestamp();
        using Tensor again = risk.Gradient();
        double gradientSeconds = Stopwatch.GetElapsedTime(start).TotalSeconds;

        using var hessian = new HessianOperator(risk);
        using var generator = new Generator(Seed, risk.Layout.Device);
        Tensor vectors = randn([risk.Dimension, 2], risk.Layout.DType, risk.Layout.Device, generator: generator);
        start = Stopwatch.GetTimestamp();
        Tensor products = hessian.Multiply(vectors);
        double productSeconds = Stopwatch.GetElapsedTime(start).TotalSeconds / vectors.shape[1];
        double asymmetry = Asymmetry(vectors, products);

        var findings = new ModelFindings
        {
            Dimension = risk.Dimension,
            Parameters = risk.Layout.Blocks,
            Frozen = [.. model.named_parameters().Where(p => !p.parameter.requires_grad).Select(p => p.name)],
            Unused = UnusedParameters(risk, batch),
            Buffers = [.. model.named_buffers().Select(b => b.name)],
            OutputShape = [.. risk.Outputs(batch).shape],
            Mode = risk.Mode,
            SwitchedOff = risk.SwitchedOff,
            ExampleCount = batch.Count,
            GradientSeconds = gradientSeconds,
            ProductSeconds = productSeconds,
            SecondsPerProduct = productSeconds * train.Count / batch.Count,
            Asymmetry = asymmetry,
            IsAsymmetric = !(asymmetry <= RoundingFactor * WorkingPrecision.Of(risk.Layout.DType).UnitRoundoff),
            Repeatability = Difference(gradient, again),
        };
        RequireDeterministic(findings);
        return findings;
    }

    private static IReadOnlyList<string> UnusedParameters(EmpiricalRisk risk, Batch batch)
    {
        using DisposeScope scope = NewDisposeScope();
        using var mode = new ModeScope(risk.Model, risk.Mode);
        using IDisposable gradientMode = enable_grad();
        using IDisposable kernels = risk.EnterRightKernels();
        Tensor?[] derivatives = risk.Gradients(risk.BatchShare(batch));
        return [.. risk.Layout.Blocks.Where((_, i) => derivatives[i] is null).Select(block => block.Name)];
    }

    private static EmpiricalRisk RiskOver(Problem problem, nn.Module<Tensor, Tensor> model, Batch batch)
    {
        try
        {
            EmpiricalRisk risk = problem.TrainingRisk(model, [batch]).Alone.WithoutWeightDecay;
            double loss = risk.Evaluate(withGradient: false).Loss;
            return double.IsFinite(loss)
                ? risk
                : throw new SettingException(
                    $"The loss of the first {batch.Count} examples is {loss}: the weights, or the inputs, are out of the network's range.");
        }
        catch (Exception e) when (e is ArgumentException and not SettingException)
        {
            throw new SettingException(PlainMessage.Of(e), e);
        }
    }

    private static void RequireDeterministic(ModelFindings findings)
    {
        if (findings.Repeatability > RandomFrom)
        {
            throw new SettingException(
                $"Two gradients of the same batch differ by {findings.Repeatability:0.0e+0} of their norm: the network draws "
                    + "random numbers, as dropout in training mode does, and its loss has no curvature. "
                    + "Save it in evaluation mode: model.eval().");
        }
    }

    private static double Asymmetry(Tensor vectors, Tensor products)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor[] x = [.. vectors.to(ScalarType.Float64).unbind(1)], ax = [.. products.to(ScalarType.Float64).unbind(1)];
        double difference = Math.Abs(x[0].dot(ax[1]).item<double>() - x[1].dot(ax[0]).item<double>());
        double scale = (Norm(x[0]) * Norm(ax[1])) + (Norm(x[1]) * Norm(ax[0]));
        return difference == 0 ? 0 : difference / scale;
    }

    private static double Difference(Tensor one, Tensor other)
    {
        using DisposeScope scope = NewDisposeScope();
        double difference = Norm((one - other).to(ScalarType.Float64));
        return difference == 0 ? 0 : difference / Norm(one.to(ScalarType.Float64));
    }

    private static double Norm(Tensor vector) => vector.FrobeniusNorm();
}
