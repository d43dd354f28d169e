namespace TorchCurvature.Report.Content;

/// <summary>A part of a page about one thing.</summary>
/// <param name="Id">Its name in the page.</param>
/// <param name="Title">What it is about.</param>
/// <param name="Figures">Its figures.</param>
/// <param name="Tables">Its tables.</param>
internal sealed record Section(string Id, string Title, IReadOnlyList<Figure> Figures, IReadOnlyList<PageTable> Tables);
