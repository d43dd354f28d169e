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

    /// <summary>What its page begins with: figure10 is "Figure 10", and appendix-b "Appendix B".</summary>
    internal virtual string Heading
    {
        get
        {
            int number = Name.AsSpan().IndexOfAnyExceptInRange('a', 'z');
            return $"{char.ToUpperInvariant(Name[0])}{Name[1..number]} {Name[number..].TrimStart('-').ToUpperInvariant()}";
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
