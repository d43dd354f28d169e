using TorchCurvature.Reporting.Plots;
using TorchCurvature.Studies.Runs;

namespace TorchCurvature.Experiments.Framework;

/// <summary>A figure or table of the paper that can be made again.</summary>
public abstract class Experiment
{
    /// <summary>Its name on the command line, like <c>figure1</c>; also that of its files.</summary>
    public abstract string Name { get; }

    /// <summary>What it shows, in a sentence.</summary>
    public abstract string Title { get; }

    /// <summary>The folder of its files inside that of all results; empty for that one itself.</summary>
    public virtual string Folder => Name;

    /// <summary>What its page begins with: figure10 is "Figure 10", appendix-b "Appendix B", and second-term "Second term".</summary>
    internal virtual string Heading
    {
        get
        {
            int end = Name.AsSpan().IndexOfAnyExceptInRange('a', 'z');
            string word = end < 0 ? Name : Name[..end], rest = Name[word.Length..].TrimStart('-');
            string shown = rest.Length == 1 ? rest.ToUpperInvariant() : rest.Replace('-', ' ');
            return $"{char.ToUpperInvariant(word[0])}{word[1..]} {shown}".TrimEnd();
        }
    }

    /// <summary>Files that it writes, manifest and page aside.</summary>
    public virtual IReadOnlyList<string> Files => [$"{Name}.csv", .. PlotFiles.Of(Name)];

    /// <summary>Measures, writes table, pictures and page, and judges the paper's claims.</summary>
    /// <param name="context">Preset, seeds and the cells' store.</param>
    /// <param name="directory">Where the files go.</param>
    /// <param name="cancellation">Stops; finished cells stay.</param>
    public abstract IReadOnlyList<Verdict> Run(ExperimentContext context, RunDirectory directory, CancellationToken cancellation);
}
