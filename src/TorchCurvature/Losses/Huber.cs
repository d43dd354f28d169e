using TorchCurvature.Resources;
using static TorchSharp.torch;

namespace TorchCurvature.Losses;

/// <summary>
/// PyTorch's <c>huber_loss</c>, the mean over the C outputs of h(r_c) for r = f − y: h(r) = ½r² where |r| &lt; δ and δ(|r| − ½δ)
/// beyond. With c(r) = r inside and ±δ beyond, g = c(r)/C, and A is 1/C on the diagonal inside and 0 beyond.
/// </summary>
public sealed class Huber : ResidualLoss
{
    /// <summary>A Huber loss.</summary>
    /// <param name="delta">δ, more than 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">δ is not positive, or not finite.</exception>
    public Huber(double delta = 1)
    {
        if (!(delta > 0 && double.IsFinite(delta)))
        {
            throw new ArgumentOutOfRangeException(nameof(delta), $"The δ of the Huber loss is a finite number above 0, and is {delta}.");
        }

        Delta = delta;
    }

    /// <summary>δ, from which on the loss grows linearly.</summary>
    public double Delta { get; }

    /// <inheritdoc/>
    public override string Name => "huber";

    // c (r − ½c) is ½r² inside and δ(|r| − ½δ) beyond, and automatic differentiation finds c and its slope.
    private protected override Tensor Losses(Tensor residuals)
    {
        Tensor clipped = Clipped(residuals);
        return (clipped * (residuals - clipped.Times(0.5))).mean([1]);
    }

    private protected override Tensor Slopes(Tensor residuals) => Clipped(residuals).DividedBy(residuals.shape[1]);

    private protected override Tensor Curvatures(Tensor residuals) =>
        IsInside(residuals).to(residuals.dtype).DividedBy(residuals.shape[1]);

    private Tensor Clipped(Tensor residuals) => where(IsInside(residuals), residuals, residuals.sign().Times(Delta));

    private Tensor IsInside(Tensor residuals) => residuals.abs().IsBelow(Delta);
}
