using static TorchSharp.torch;

namespace TorchCurvature.Curvature.Gram;

/// <summary>How large an affine layer is for one example, and with that the cheapest way to its share of a Gram matrix.</summary>
/// <param name="Channels">Output channels (units).</param>
/// <param name="Inputs">Parameters of a channel.</param>
/// <param name="Positions">Output positions; 1 of a linear layer.</param>
/// <param name="Vectors">r, vectors of one example.</param>
internal sealed record LayerSize(long Channels, long Inputs, long Positions, long Vectors)
{
    // Rows of a layer's Jacobian may be so many times as long as what the other way keeps.
    private const long LongestRows = 8;

    /// <summary>Numbers that are kept of an example.</summary>
    public long Numbers => IsByRows ? Vectors * RowLength : PairNumbers;

    /// <summary>Multiplications and additions for two examples.</summary>
    public double OperationsOfPair => 2.0 * (IsLinear ? Inputs + (Vectors * Vectors * Channels) : IsByRows ? RowCost : PairCost);

    private bool IsLinear => Positions == 1;

    private long RowLength => Channels * Inputs;

    private long PairNumbers => Positions * ((Vectors * Channels) + Inputs);

    private double RowCost => (double)Vectors * Vectors * RowLength;

    private double PairCost =>
        ((Inputs + (Vectors * Channels)) * (double)Positions * Positions) + ((double)Vectors * Vectors * Channels * Positions);

    private bool IsByRows => !IsLinear && RowCost < PairCost && Vectors * RowLength <= LongestRows * PairNumbers;

    /// <summary>An empty share with room for so many examples.</summary>
    public LayerShare Share(long examples, ScalarType dtype, Device device)
    {
        if (IsLinear)
        {
            return new EntrywiseShare(this, examples, dtype, device);
        }

        return IsByRows ? new RowShare(this, examples, dtype, device) : new PositionShare(this, examples, dtype, device);
    }
}
