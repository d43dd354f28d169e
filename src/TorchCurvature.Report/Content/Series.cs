namespace TorchCurvature.Report.Content;

/// <summary>Numbers that belong together in a figure.</summary>
/// <param name="Name">What they are.</param>
/// <param name="Style">How they are drawn.</param>
/// <param name="X">Places; of what is counted, the values.</param>
/// <param name="Y">Heights; of what is counted, none.</param>
internal sealed record Series(string Name, SeriesStyle Style, double[] X, double[] Y)
{
    /// <summary>Lower ends of bands or error bars; null for none.</summary>
    public double[]? Lower { get; init; }

    /// <summary>Upper ends.</summary>
    public double[]? Upper { get; init; }

    /// <summary>Further numbers of each point that are told and not drawn.</summary>
    public IReadOnlyList<Column> Also { get; init; } = [];

    /// <summary>One error that holds for every value; null where there is none.</summary>
    public double? Error { get; init; }

    /// <summary>Series of one group, such as a point of the training, share colour and button; null for one of its own.</summary>
    public string? Group { get; init; }

    /// <summary>Whether it is drawn before the reader chooses.</summary>
    public bool IsShown { get; init; } = true;
}
