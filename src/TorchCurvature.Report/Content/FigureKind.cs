namespace TorchCurvature.Report.Content;

/// <summary>How a figure is drawn.</summary>
internal enum FigureKind
{
    /// <summary>Lines, bands and marks.</summary>
    Lines,

    /// <summary>A histogram of eigenvalues, counted anew for what is in view.</summary>
    Histogram,

    /// <summary>Colours over a grid.</summary>
    Plane,
}
