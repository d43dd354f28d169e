using TorchCurvature.Curvature.Exact;
using TorchCurvature.Precision;
using static TorchSharp.torch;

namespace TorchCurvature.Studies;

/// <summary>
/// The network of a study, which a training moves, and one in the precision of the looks, which is used for all of them: a network from a
/// file takes a while to load. Where nothing is trained, both are the same.
/// </summary>
internal sealed class StudiedNetwork : IDisposable
{
    private readonly Problem _problem;
    private readonly WorkingPrecision _precision;
    private readonly Device _device;
    private bool _isAsGiven;
    private nn.Module<Tensor, Tensor>? _analysed;

    /// <param name="problem">The problem.</param>
    /// <param name="spec">What is looked at.</param>
    /// <param name="device">Where the network is.</param>
    public StudiedNetwork(Problem problem, SpectrumSpec spec, Device device)
    {
        (_problem, _precision, _device) = (problem, spec.Precision, device);
        IsTrained = spec.Points != AnalysedPoints.Given;
        _isAsGiven = spec.Problem.Model.HasWeights;
        Model = problem.CreateModel(IsTrained ? spec.TrainingPrecision : spec.Precision, device);
    }

    /// <summary>Whether there is a training.</summary>
    public bool IsTrained { get; }

    /// <summary>The network that is trained.</summary>
    public nn.Module<Tensor, Tensor> Model { get; }

    /// <summary>The coordinates that its matrices are computed in; null where they are the parameters. This object's.</summary>
    public FirstLayerRotation? Rotation { get; set; }

    /// <summary>
    /// The network as it is now, in the precision of the looks; another call may change it. Weights that are given are those of their file
    /// until the training begins, and not rounded to its precision.
    /// </summary>
    public nn.Module<Tensor, Tensor> Now()
    {
        if (!IsTrained)
        {
            return Model;
        }

        _analysed ??= _problem.CreateModel(_precision, _device);
        if (!_isAsGiven)
        {
            Problem.Copy(Model, _analysed);
        }

        return _analysed;
    }

    /// <summary>Says that the training moves the network from here on.</summary>
    public void BeginTraining() => _isAsGiven = false;

    public void Dispose()
    {
        Rotation?.Dispose();
        _analysed?.Dispose();
        Model.Dispose();
    }
}
