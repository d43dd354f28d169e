using System.Text.Json;

namespace TorchCurvature.Experiments.Cells;

/// <summary>
/// One computation of an experiment that stands alone, like the training of one network and the spectrum at its end. All that its result
/// depends on is in the record's properties, so a result that was kept is as good as one computed anew.
/// </summary>
/// <typeparam name="TResult">What it measures; has to survive JSON.</typeparam>
public abstract record Cell<TResult>
{
    /// <summary>The cell's name, also that of its file: letters, digits, points and hyphens.</summary>
    public abstract string Key { get; }

    /// <summary>Bytes it takes at its peak.</summary>
    public abstract double RequiredBytes { get; }

    /// <summary>All settings as text: results of equal settings are exchangeable.</summary>
    internal string Settings => JsonSerializer.Serialize(this, GetType(), CellStore.Format);

    /// <summary>Computes the result, on one thread, so that it does not depend on how many cells are computed at a time.</summary>
    /// <param name="status">Receives what is going on, in a few words.</param>
    /// <param name="cancellation">Gives the cell up.</param>
    public abstract TResult Compute(Action<string> status, CancellationToken cancellation);

    /// <summary>Removes what <see cref="Compute"/> kept to go on from; called once its result is kept.</summary>
    public virtual void Forget()
    {
    }
}
