using System.Text;

namespace TorchCurvature.Faults.Fuzzing;

/// <summary>Damages bytes: what a bad disk, a broken copy and a hostile hand would do.</summary>
internal static class ByteMutations
{
    private const int MostChanges = 4;
    private const int LongestInsertion = 64;
    private const int LongestWord = 40;

    // Headers stand at the beginning of most files, and the table of contents at the end of archives.
    private const int Edge = 160;

    /// <summary>A damaged copy.</summary>
    /// <param name="original">The bytes.</param>
    /// <param name="other">Bytes of another file, pieces of which are put in.</param>
    /// <param name="random">Decides everything.</param>
    public static byte[] Mutate(byte[] original, byte[] other, Random random)
    {
        List<byte> bytes = [.. original];
        for (int changes = 1 + random.Next(MostChanges); changes > 0 && bytes.Count > 0; changes--)
        {
            Change(bytes, other, random);
        }

        return [.. bytes];
    }

    private static void Change(List<byte> bytes, byte[] other, Random random)
    {
        int at = Place(bytes.Count, random);
        switch (random.Next(12))
        {
            case 0 or 1:
                bytes[at] ^= (byte)(1 << random.Next(8));
                break;
            case 2:
                bytes[at] = (byte)random.Next(256);
                break;
            case 3:
                bytes[at] = random.Next(2) == 0 ? byte.MinValue : byte.MaxValue;
                break;
            case 4:
                bytes.RemoveRange(at, bytes.Count - at);
                break;
            case 5:
                bytes.RemoveRange(at, Length(bytes.Count - at, random));
                break;
            case 6:
                byte[] noise = new byte[1 + random.Next(LongestInsertion)];
                random.NextBytes(noise);
                bytes.InsertRange(at, noise);
                break;
            case 7:
                bytes.InsertRange(Place(bytes.Count, random), bytes.GetRange(at, Length(bytes.Count - at, random)));
                break;
            case 8:
                Splice(bytes, other, at, random);
                break;
            case 9 or 10:
                PutNumber(bytes, at, random);
                break;
            default:
                PutWord(bytes, at, random);
                break;
        }
    }

    private static int Place(int count, Random random) => random.Next(4) switch
    {
        0 => random.Next(Math.Min(count, Edge)),
        1 => count - 1 - random.Next(Math.Min(count, Edge)),
        _ => random.Next(count),
    };

    private static int Length(int most, Random random) => random.Next(3) == 0 ? random.Next(most + 1) : Math.Min(most, 1 + random.Next(16));

    private static void Splice(List<byte> bytes, byte[] other, int at, Random random)
    {
        int from = random.Next(other.Length + 1);
        int length = Length(other.Length - from, random);
        if (random.Next(2) == 0)
        {
            bytes.RemoveRange(at, Math.Min(length, bytes.Count - at));
        }

        bytes.InsertRange(at, other[from..(from + length)]);
    }

    private static void PutNumber(List<byte> bytes, int at, Random random)
    {
        int size = 1 << random.Next(4);
        byte[] number = BitConverter.GetBytes(OddValues.Numbers[random.Next(OddValues.Numbers.Length)])[..size];
        if (random.Next(2) == 0)
        {
            Array.Reverse(number);
        }

        int place = random.Next(2) == 0 ? at / size * size : at;
        for (int i = 0; i < size && place + i < bytes.Count; i++)
        {
            bytes[place + i] = number[i];
        }
    }

    // In the place of a word of the text around a place; half of the time as long as that, as headers of a fixed length want it.
    private static void PutWord(List<byte> bytes, int at, Random random)
    {
        int start = at, end = at;
        while (start > 0 && IsOfWord(bytes[start - 1]) && at - start < LongestWord)
        {
            start--;
        }

        while (end < bytes.Count && IsOfWord(bytes[end]) && end - at < LongestWord)
        {
            end++;
        }

        string word = OddValues.Words[random.Next(OddValues.Words.Length)];
        string put = random.Next(2) == 0 ? word : word.PadRight(end - start)[..(end - start)];
        bytes.RemoveRange(start, end - start);
        bytes.InsertRange(start, Encoding.UTF8.GetBytes(put));
    }

    private static bool IsOfWord(byte letter) => char.IsAsciiLetterOrDigit((char)letter) || letter is (byte)'.' or (byte)'-' or (byte)'_';
}
