namespace TorchCurvature.Report.Content;

/// <summary>How an axis shows numbers.</summary>
internal enum AxisScale
{
    /// <summary>As they are.</summary>
    Linear,

    /// <summary>Their logarithms.</summary>
    Log,

    /// <summary>Logarithms to both sides of zero, and linear between.</summary>
    SymmetricLog,
}
