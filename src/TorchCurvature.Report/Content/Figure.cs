namespace TorchCurvature.Report.Content;

/// <summary>A figure, as what it shows and not as how it looks.</summary>
/// <param name="Id">Its name in the page and in the names of downloaded files: letters, digits and hyphens.</param>
/// <param name="Title">What it shows.</param>
/// <param name="Caption">How to read it.</param>
/// <param name="Kind">How it is drawn.</param>
/// <param name="X">The axis from left to right.</param>
/// <param name="Y">The axis upwards.</param>
/// <param name="Series">What is drawn, from back to front.</param>
internal sealed record Figure(
    string Id, string Title, string Caption, FigureKind Kind, Axis X, Axis Y, IReadOnlyList<Series> Series)
{
    /// <summary>Lines across it, each with its label.</summary>
    public IReadOnlyList<Mark> Marks { get; init; } = [];
}
