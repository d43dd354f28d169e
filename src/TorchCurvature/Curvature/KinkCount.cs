using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchCurvature.Curvature;

/// <summary>
/// Counts, while a network is evaluated, the pre-activations that are exactly 0 where their activation has a kink there. The loss has no
/// second derivative in such a point: libtorch takes one side of it.
/// </summary>
internal sealed class KinkCount : IDisposable
{
    private readonly List<Action> _removals = [];
    private long _zeros;

    private KinkCount(nn.Module model)
    {
        foreach (nn.Module<Tensor, Tensor> activation in model.modules().OfType<nn.Module<Tensor, Tensor>>().Where(HasKink))
        {
            _removals.Add(activation.register_forward_pre_hook((_, input) =>
            {
                using Tensor nonzero = input.count_nonzero();
                _zeros += input.numel() - nonzero.item<long>();
                return input;
            }).remove);
        }
    }

    /// <summary>A risk with its count; null where no such activation is seen, or other processes compute a part of it.</summary>
    /// <param name="risk">The risk.</param>
    public static RiskEvaluation Evaluate(EmpiricalRisk risk)
    {
        using var count = new KinkCount(risk.Model);
        RiskEvaluation found = risk.Evaluate();
        bool isSeen = count._removals.Count > 0 && risk.Shared is null;
        return isSeen ? found with { ZeroPreactivations = count._zeros } : found;
    }

    public void Dispose() => _removals.ForEach(remove => remove());

    private static bool HasKink(nn.Module module) => module is ReLU or LeakyReLU or PReLU or ReLU6;
}
