using TorchCurvature.Data;

namespace TorchCurvature.Tests.Data;

/// <summary>What <see cref="DataLoopTests"/> must find, each in a method of its own; nothing calls them.</summary>
internal static class PlantedDataLoops
{
    public static double ByForeach(IReadOnlyList<Batch> pieces)
    {
        double sum = 0;
        foreach (Batch piece in pieces)
        {
            sum += piece.Count;
        }

        return sum;
    }

    public static double OverBatches(Batches cut)
    {
        double sum = 0;
        foreach (Batch piece in cut)
        {
            sum += piece.Count;
        }

        return sum;
    }

    public static double ByIndex(IReadOnlyList<Batch> pieces)
    {
        double sum = 0;
        for (int i = 0; i < pieces.Count; i++)
        {
            sum += pieces[i].Count;
        }

        return sum;
    }

    public static double OverAnArray(Batch[] pieces)
    {
        double sum = 0;
        foreach (Batch piece in pieces)
        {
            sum += piece.Count;
        }

        return sum;
    }

    public static double ByQuery(IReadOnlyList<Batch> pieces) => pieces.Sum(piece => (double)piece.Count);

    public static double ByAction(List<Batch> pieces)
    {
        double sum = 0;
        pieces.ForEach(piece => sum += piece.Count);
        return sum;
    }

    public static Func<double> InLambda(IReadOnlyList<Batch> pieces) => () => ByIndex(pieces) + pieces.Average(piece => piece.Count);

    public static IEnumerable<double> InIterator(IReadOnlyList<Batch> pieces)
    {
        foreach (Batch piece in pieces)
        {
            yield return piece.Count;
        }
    }

    public static long Innocent(IReadOnlyList<Batch> pieces, Batch[] others) => pieces.Count * (pieces[0].Count + others[1].Count);
}
