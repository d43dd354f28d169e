using TorchCurvature.Spectra;
using TorchCurvature.Studies;

namespace TorchCurvature.Reporting;

/// <summary>One number of one block, with its interval.</summary>
internal sealed record LayerQuantity(
    string Name, double Value, double Error, double Lower, double Upper, double QuadratureBound, double Threshold, string Status)
{
    /// <summary>All numbers of a block.</summary>
    public static IEnumerable<LayerQuantity> Of(LayerSpectrum layer) =>
    [
        .. layer.Largest is { } largest ? [Of("lambda-max", largest)] : (LayerQuantity[])[],
        .. layer.Smallest is { } smallest ? [Of("lambda-min", smallest)] : (LayerQuantity[])[],
        .. layer.Estimates.Select(Of),
    ];

    private static LayerQuantity Of(string name, EigenvalueInterval eigenvalue) => new(
        name, eigenvalue.Value, eigenvalue.Error, eigenvalue.Value - eigenvalue.Error, eigenvalue.Value + eigenvalue.Error,
        QuadratureBound: 0, Threshold: double.NaN, Status: "converged");

    private static LayerQuantity Of(Estimate estimate) => new(
        ProductFiles.Name(estimate.Quantity), estimate.Value, estimate.StandardError, estimate.Lower, estimate.Upper,
        estimate.QuadratureError, estimate.Threshold, ProductFiles.Name(estimate.Status));
}
