using System.Text.Json.Serialization;
using TorchCurvature.Curvature.Matrices;
using TorchCurvature.Spectra;

namespace TorchCurvature.Studies.Runs;

/// <summary>The Hessian's parts, as the manifest says them.</summary>
internal sealed record SplitEntry
{
    private readonly SplitResult _split;

    public SplitEntry(SplitResult split)
    {
        _split = split;
        Ranks = split.Parts.ToDictionary(p => p.Matrix.FileName, p => RankOf(p.SpectrumOfData));
        RankBounds = new RankBoundsEntry(
            split.Part(CurvatureMatrices.GaussNewton).RankBound, split.Part(CurvatureMatrices.EmpiricalFisher).RankBound);
        ClassMeans = new ClassMeansEntry(split.ExplainedShare, split.PredictedOutliers);
    }

    public double WeightDecay => _split.WeightDecay;

    public string? WeightDecayRemark => _split.WeightDecayRemark;

    public double FunctionalToHessian => _split.Split.FunctionalToHessian;

    public double RemainderToHessian => _split.Split.RemainderToHessian;

    public IReadOnlyDictionary<string, RankEntry> Ranks { get; }

    public RankBoundsEntry RankBounds { get; }

    public IReadOnlyList<EigenvectorShare> Shares => _split.Split.Shares;

    public int OverlapDimension => _split.Split.OverlapDimension;

    public double GaussNewtonOverlap => _split.Split.GaussNewtonOverlap;

    [JsonPropertyName("gradientCovarianceOverlap")]
    public double EmpiricalFisherOverlap => _split.Split.EmpiricalFisherOverlap;

    public ClassMeansEntry ClassMeans { get; }

    private static RankEntry RankOf(Spectrum spectrum) => new(spectrum.RelativeFloor, spectrum.NumericalRank(spectrum.RelativeFloor));
}
