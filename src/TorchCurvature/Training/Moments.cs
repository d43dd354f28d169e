using TorchCurvature.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Training;

/// <summary>The tensors that an optimizer remembers of each parameter, and its steps.</summary>
internal sealed class Moments : IDisposable
{
    private readonly OptimizerSpec _optimizer;
    private readonly IReadOnlyList<Tensor> _parameters;
    private readonly Tensor[][] _ofParameter;
    private long _steps;

    /// <param name="optimizer">Whose they are.</param>
    /// <param name="layout">Of which parameters.</param>
    /// <param name="from">What they were; empty for zeros.</param>
    /// <exception cref="ArgumentException">What they were does not fit.</exception>
    public Moments(OptimizerSpec optimizer, ParameterLayout layout, OptimizerState from)
    {
        (_optimizer, _parameters, _steps) = (optimizer, layout.Parameters, from.Steps);
        _ofParameter = [.. _parameters.Select(Zeros)];
        if (from.Moments.Count > 0)
        {
            Fill(from.Moments);
        }
    }

    /// <summary>Moves every parameter by its gradient.</summary>
    public void Step(IReadOnlyList<Tensor> gradient)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        _steps++;
        for (int i = 0; i < _parameters.Count; i++)
        {
            _optimizer.Move(_parameters[i], gradient[i], _ofParameter[i], _steps);
        }
    }

    /// <summary>A copy of all that is remembered.</summary>
    public OptimizerState Copy()
    {
        using DisposeScope scope = NewDisposeScope();
        return new OptimizerState(
            _optimizer.MomentCount == 0 ? 0 : _steps,
            [.. _ofParameter.SelectMany(moments => moments).Select(moment => moment.cpu().bytes.ToArray())]);
    }

    public void Dispose()
    {
        foreach (Tensor moment in _ofParameter.SelectMany(moments => moments))
        {
            moment.Dispose();
        }
    }

    private Tensor[] Zeros(Tensor parameter) =>
    [
        .. Enumerable.Range(0, _optimizer.MomentCount)
            .Select(_ => zeros(parameter.shape, parameter.dtype, parameter.device).DetachFromDisposeScope()),
    ];

    private void Fill(IReadOnlyList<byte[]> from)
    {
        Tensor[] all = [.. _ofParameter.SelectMany(moments => moments)];
        using DisposeScope scope = NewDisposeScope();
        bool fits = from.Select(moment => (long)moment.Length).SequenceEqual(all.Select(moment => moment.numel() * moment.ElementSize));
        if (!fits)
        {
            Dispose();
            throw new ArgumentException(
                $"The state to go on from remembers {from.Count} moments, and those of {_optimizer.Word} for this model are "
                    + $"{all.Length}: it is of another optimizer or another model.",
                nameof(from));
        }

        for (int i = 0; i < all.Length; i++)
        {
            Tensor moment = zeros(all[i].shape, all[i].dtype);
            from[i].CopyTo(moment.bytes);
            all[i].copy_(moment);
        }
    }
}
