using System.Diagnostics;

namespace TorchCurvature.Faults.Fuzzing;

/// <summary>Gives a reader damaged files, one after the other, and looks at what becomes of them.</summary>
/// <param name="reader">The reader.</param>
/// <param name="folder">A folder for the input under way and for those that are kept.</param>
/// <param name="tell">Is told of each finding.</param>
internal sealed class Fuzzer(FuzzReader reader, string folder, Action<FuzzFinding> tell)
{
    private const long FreeBytes = 64 << 20;
    private const int LargestRatio = 100;
    private const int KeptOfOneKind = 3;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    private readonly string _work = Path.Combine(folder, "current", reader.Name);
    private readonly Dictionary<string, int> _kinds = [];
    private long _seed;
    private string _file = "";
    private long _begun;

    public FuzzTally Tally { get; } = new(reader.Name);

    /// <summary>Reads inputs with seeds in a row, on a thread of its own, so that one that never ends is noticed.</summary>
    /// <param name="firstSeed">The first seed.</param>
    /// <param name="inputs">How many.</param>
    /// <returns>Whether all were read; the thread of one that hangs cannot be stopped.</returns>
    public bool Run(long firstSeed, int inputs)
    {
        ReadGoodOnes();
        _begun = Stopwatch.GetTimestamp();
        Exception? failure = null;
        var worker = new Thread(() => failure = Failure(firstSeed, inputs)) { IsBackground = true };
        worker.Start();
        while (!worker.Join(millisecondsTimeout: 200))
        {
            TimeSpan patience = reader.IsSlow ? 10 * s_patience : s_patience;
            if (Stopwatch.GetElapsedTime(Volatile.Read(ref _begun)) > patience)
            {
                Tally.Hangs++;
                Find("hangs", $"does not end within {patience.TotalSeconds:0} s");
                return false;
            }
        }

        return failure is null ? true : throw new InvalidOperationException($"The fuzzer itself failed at seed {_seed}.", failure);
    }

    // A reader that refuses what is good would make everything else meaningless.
    private void ReadGoodOnes()
    {
        foreach ((int number, FuzzExample example) in reader.Examples.Index())
        {
            string place = Path.Combine(_work, $"{number}");
            foreach ((string name, byte[] content) in example.Files)
            {
                string path = Path.Combine(place, name);
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                File.WriteAllBytes(path, content);
            }

            reader.Read(Path.Combine(place, example.Target));
        }
    }

    private Exception? Failure(long firstSeed, int inputs)
    {
        try
        {
            for (int i = 0; i < inputs; i++)
            {
                ReadOne(firstSeed + i);
            }

            return null;
        }
        catch (Exception e)
        {
            return e;
        }
    }

    private void ReadOne(long seed)
    {
        var random = new Random((int)seed);
        int number = random.Next(reader.Examples.Count);
        FuzzExample example = reader.Examples[number];
        (string name, byte[] original) = example.Files.ElementAt(random.Next(example.Files.Count));
        FuzzExample otherExample = reader.Examples[random.Next(reader.Examples.Count)];
        byte[] other = otherExample.Files.ElementAt(random.Next(otherExample.Files.Count)).Value;
        byte[] input = FileMutations.Mutate(original, other, random);
        string place = Path.Combine(_work, $"{number}");
        _file = Path.Combine(place, name);
        _seed = seed;
        File.WriteAllBytes(_file, input);
        Volatile.Write(ref _begun, Stopwatch.GetTimestamp());
        Judge(Path.Combine(place, example.Target), input.Length);
        File.WriteAllBytes(_file, original);
    }

    private void Judge(string path, long size)
    {
        Tally.Inputs++;
        var cost = new InputCost();
        try
        {
            reader.Read(path);
            Tally.Read++;
        }
        catch (Exception e) when (reader.Allows(e))
        {
            Tally.Refused++;
        }
        catch (Exception e)
        {
            Tally.Undocumented++;
            Find($"{e.GetType().Name} {PlaceOf(e)}", e.Message.Split('\n')[0]);
        }

        long bytes = cost.Bytes() - size;
        double milliseconds = cost.Milliseconds;
        Tally.SlowestMilliseconds = Math.Max(Tally.SlowestMilliseconds, milliseconds);
        if (bytes > Tally.MostBytes)
        {
            (Tally.MostBytes, Tally.SizeOfMost) = (bytes, size);
        }

        if (bytes > FreeBytes + (LargestRatio * size))
        {
            Tally.Gluttons++;
            Find("too large", $"takes {bytes:N0} bytes for a file of {size:N0}");
        }
    }

    private void Find(string kind, string message)
    {
        int before = _kinds.GetValueOrDefault(kind);
        _kinds[kind] = before + 1;
        string? kept = null;
        if (before < KeptOfOneKind)
        {
            kept = Path.Combine(folder, "findings", $"{reader.Name}-{_seed}-{Path.GetFileName(_file)}");
            Directory.CreateDirectory(Path.GetDirectoryName(kept)!);
            File.Copy(_file, kept, overwrite: true);
        }

        tell(new FuzzFinding(reader.Name, _seed, Path.GetFileName(_file), $"{kind}: {message}", kept));
    }

    private static string PlaceOf(Exception e)
    {
        string[] frames =
        [
            .. (e.StackTrace ?? "").Split('\n')
                .Select(line => line.Trim().Split('(')[0].Replace("at ", "", StringComparison.Ordinal)),
        ];
        IEnumerable<string> ours = frames.Skip(2).Where(frame => frame.StartsWith("TorchCurvature.", StringComparison.Ordinal));
        string[] shown = [.. frames.Take(2), .. ours.Take(2)];
        return $"[{string.Join(" < ", shown)}]";
    }
}
