using TorchCurvature.Losses;
using TorchCurvature.Resources;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Curvature;

/// <summary>Loss, accuracy and gradient of a risk in one pass over its data.</summary>
internal static class RiskPass
{
    /// <summary>Computes them.</summary>
    /// <param name="risk">The risk.</param>
    /// <param name="withGradient">Whether to compute the gradient norm.</param>
    /// <param name="exampleLosses">Receives the loss of every term; null for nobody.</param>
    /// <param name="exampleHits">Receives, of every term that has a label, 1 where it is right and 0 elsewhere.</param>
    public static RiskEvaluation Evaluate(
        EmpiricalRisk risk, bool withGradient, List<double>? exampleLosses = null, List<double>? exampleHits = null)
    {
        using DisposeScope scope = NewDisposeScope();
        using var mode = new ModeScope(risk.Model, risk.Mode);
        using IDisposable gradientMode = set_grad_enabled(withGradient);
        using IDisposable kernels = risk.EnterRightKernels();
        Tensor? gradient = withGradient ? zeros(risk.Dimension, ScalarType.Float64, risk.Layout.Device) : null;
        double loss = 0;
        long correct = 0, labelled = 0;
        risk.Sum.Over(
            batch =>
            {
                LossTerms terms = risk.TermsOf(batch);
                Tensor? counted = risk.Loss.IgnoredTargets(terms.Targets)?.logical_not();
                Tensor losses = risk.Loss.ExampleLosses(terms.Outputs, terms.Targets);
                exampleLosses?.AddRange(Numbers(Counted(losses)));
                Tensor total = losses.sum();
                loss += total.to(ScalarType.Float64).item<double>() / risk.TotalWeight;
                if (risk.Loss.Hits(terms.Outputs, terms.Targets) is { } hits)
                {
                    Tensor ofCounted = Counted(hits);
                    labelled += ofCounted.shape[0];
                    correct += ofCounted.sum().item<long>();
                    exampleHits?.AddRange(Numbers(ofCounted));
                }

                gradient?.AddScaledInPlace(risk.Layout.Flatten(risk.Gradients(total)).to(ScalarType.Float64), 1.0 / risk.TotalWeight);

                Tensor Counted(Tensor perRow) => counted is null ? perRow : perRow.masked_select(counted);
            },
            all =>
            {
                loss = all.Sum(loss);
                (correct, labelled) = (all.Sum(correct), all.Sum(labelled));
                if (gradient is not null)
                {
                    all.AddInPlace(gradient);
                }
            });
        double penalty = risk.AddWeightDecay(gradient);
        double? accuracy = labelled == risk.TermCount ? correct / (double)labelled : null;
        return new RiskEvaluation(loss + penalty, accuracy, gradient?.norm().item<double>(), risk.ExampleCount) { Penalty = penalty };
    }

    private static double[] Numbers(Tensor perTerm) => perTerm.to(ScalarType.Float64).cpu().contiguous().data<double>().ToArray();
}
