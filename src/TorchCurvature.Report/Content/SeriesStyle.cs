namespace TorchCurvature.Report.Content;

/// <summary>How a series is drawn.</summary>
internal enum SeriesStyle
{
    /// <summary>A line through its points.</summary>
    Line,

    /// <summary>A dashed line through its points.</summary>
    Dashed,

    /// <summary>Marks at its points.</summary>
    Points,

    /// <summary>Lines up from the axis to its points.</summary>
    Sticks,

    /// <summary>What a histogram counts; there are no heights.</summary>
    Counted,

    /// <summary>Colours of a grid.</summary>
    Cells,
}
