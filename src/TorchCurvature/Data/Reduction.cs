using static TorchSharp.torch;

namespace TorchCurvature.Data;

/// <summary>
/// How the sum over the batches of one process becomes the sum over those of all processes that share a data set. Every process asks the
/// same questions in the same order and is given the same answers, to the last bit, so that all of them take the same decisions.
/// </summary>
internal abstract class Reduction
{
    /// <summary>One process that has all of the data: every sum stays as it is, to the bit.</summary>
    public static Reduction Alone { get; } = new OneProcess();

    /// <summary>Adds to a tensor those of the other processes, which have the same shape and precision.</summary>
    public abstract void AddInPlace(Tensor total);

    /// <summary>Σ over processes of a number.</summary>
    public abstract double Sum(double own);

    /// <summary>Σ over processes of a count, below 2⁵³.</summary>
    public long Sum(long own) => (long)Sum((double)own);

    /// <summary>The numbers of all processes one after the other, in the order of the processes.</summary>
    public abstract IReadOnlyList<double> Gather(IReadOnlyList<double> own);

    private sealed class OneProcess : Reduction
    {
        public override void AddInPlace(Tensor total)
        {
        }

        public override double Sum(double own) => own;

        public override IReadOnlyList<double> Gather(IReadOnlyList<double> own) => own;
    }
}
