namespace TorchCurvature.Studies.Runs;

/// <summary>What class means say of the outliers of G.</summary>
internal sealed record ClassMeansEntry(double ExplainedShareOfGaussNewton, IReadOnlyList<double> PredictedOutliers);
