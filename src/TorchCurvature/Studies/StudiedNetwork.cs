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
    private nn.Module<Tensor, Tensor>? _analysed;

    /// <param name="problem">The problem.</param>
    /// <param name="spec">What is looked at.</param>
    /// <param name="device">Where the network is.</param>
    public StudiedNetwork(Problem problem, SpectrumSpec spec, Device device)
    {
        (_problem, _precision, IsTrained) = (problem, spec.Precision, spec.Points != AnalysedPoints.Given);
        Model = problem.CreateModel(IsTrained ? spec.TrainingPrecision : spec.Precision, device);
    }

    /// <summary>Whether there is a training.</summary>
    public bool IsTrained { get; }

    /// <summary>The network that is trained.</summary>
    public nn.Module<Tensor, Tensor> Model { get; }

    /// <summary>The network as it is now, in the precision of the looks; another call may change it.</summary>
    public nn.Module<Tensor, Tensor> Now()
    {
        if (!IsTrained)
        {
            return Model;
        }

        if (_analysed is null)
        {
            _analysed = _problem.Copy(Model, _precision);
        }
        else
        {
            Problem.Copy(Model, _analysed);
        }

        return _analysed;
    }

    public void Dispose()
    {
        _analysed?.Dispose();
        Model.Dispose();
    }
}
