using TorchCurvature.Models;

namespace TorchCurvature.Studies.Runs;

/// <summary>What the manifest says of a network that was given.</summary>
internal sealed record FindingsEntry(ModelFindings Findings)
{
    private ModelFindings Findings { get; } = Findings;

    public long Parameters => Findings.Dimension;

    public IReadOnlyList<ParameterBlock> Tensors => Findings.Parameters;

    public IReadOnlyList<string> Frozen => Findings.Frozen;

    public IReadOnlyList<string> Unused => Findings.Unused;

    public IReadOnlyList<string> Buffers => Findings.Buffers;

    public string Mode => Findings.Mode.ToString().ToLowerInvariant();

    public IReadOnlyList<string> SwitchedOff => Findings.SwitchedOff;

    public IReadOnlyList<long> OutputShape => Findings.OutputShape;

    public double Asymmetry => Findings.Asymmetry;

    public bool IsAsymmetric => Findings.IsAsymmetric;

    public double Repeatability => Findings.Repeatability;

    public double SecondsPerProduct => Findings.SecondsPerProduct;

    public static FindingsEntry? Of(ModelFindings? findings) => findings is null ? null : new FindingsEntry(findings);
}
