using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace TorchCurvature.PyTorch.Pickles;

/// <summary>
/// Reads a pickle of protocols 2 to 5 as plain values: long, double, bool, string, byte[], null, lists (tuples and sets too),
/// dictionaries. No code of the file's is run: what classes and functions it names is for <see cref="IPickleFunctions"/> to understand.
/// </summary>
internal sealed class PickleReader(byte[] pickle, IPickleFunctions functions)
{
    private static readonly object s_mark = new();

    private readonly List<object?> _stack = [];
    private readonly Dictionary<long, object?> _memo = [];
    private int _position;

    /// <exception cref="PickleException">It is not such a pickle.</exception>
    public object? Read()
    {
        try
        {
            for (byte code = ReadByte(); code != (byte)'.'; code = ReadByte())
            {
                Execute(code);
            }

            return Pop();
        }
        catch (Exception e) when (e is EndOfStreamException or ArgumentOutOfRangeException)
        {
            throw Damaged();
        }
    }

    private void Execute(byte code)
    {
        switch ((char)code)
        {
            case '\x80':
                ReadByte();
                break;
            case '\x95':
                ReadLength();
                break;
            case '(':
                Push(s_mark);
                break;
            case '0':
                Pop();
                break;
            case '1':
                PopToMark();
                break;
            case '2':
                Push(_stack[^1]);
                break;
            case 'q':
                _memo[ReadByte()] = _stack[^1];
                break;
            case 'r':
                _memo[ReadUInt32()] = _stack[^1];
                break;
            case '\x94':
                _memo[_memo.Count] = _stack[^1];
                break;
            case 'h':
                Push(Remembered(ReadByte()));
                break;
            case 'j':
                Push(Remembered(ReadUInt32()));
                break;
            case 'c':
                Push(functions.Find(new PickledClass(ReadLine(), ReadLine())));
                break;
            case '\x93':
                string name = Pop<string>();
                Push(functions.Find(new PickledClass(Pop<string>(), name)));
                break;
            case 'R' or '\x81':
                List<object?> arguments = Pop<List<object?>>();
                Push(functions.Call(Pop<object>(), arguments));
                break;
            case '\x92':
                throw new PickleException("It makes objects by keywords, which no checkpoint needs.");
            case 'b':
                object? state = Pop();
                functions.SetState(_stack[^1], state);
                break;
            case 'Q':
                Push(functions.Load(Pop<List<object?>>()));
                break;
            default:
                ExecuteValue(code);
                break;
        }
    }

    private void ExecuteValue(byte code)
    {
        switch ((char)code)
        {
            case 'N':
                Push(null);
                break;
            case '\x88' or '\x89':
                Push(code == 0x88);
                break;
            case 'J':
                Push((long)ReadInt32());
                break;
            case 'K':
                Push((long)ReadByte());
                break;
            case 'M':
                Push((long)BinaryPrimitives.ReadUInt16LittleEndian(Bytes(sizeof(ushort))));
                break;
            case '\x8a':
                PushWhole(ReadByte());
                break;
            case '\x8b':
                PushWhole(ReadInt32());
                break;
            case 'G':
                Push(BinaryPrimitives.ReadDoubleBigEndian(Bytes(sizeof(double))));
                break;
            case 'X' or 'T':
                Push(ReadText(ReadInt32()));
                break;
            case '\x8c' or 'U':
                Push(ReadText(ReadByte()));
                break;
            case '\x8d':
                Push(ReadText(ReadLength()));
                break;
            case 'B':
                Push(CopyOf(ReadInt32()));
                break;
            case 'C':
                Push(CopyOf(ReadByte()));
                break;
            case '\x8e' or '\x96':
                Push(CopyOf(ReadLength()));
                break;
            default:
                ExecuteCollection(code);
                break;
        }
    }

    private void ExecuteCollection(byte code)
    {
        switch ((char)code)
        {
            case ')' or ']' or '\x8f':
                Push(new List<object?>());
                break;
            case '}':
                Push(new PickledDictionary());
                break;
            case 't' or 'l' or '\x91':
                Push(PopToMark());
                break;
            case '\x85' or '\x86' or '\x87':
                int count = code - 0x84;
                List<object?> tuple = _stack[^count..];
                _stack.RemoveRange(_stack.Count - count, count);
                Push(tuple);
                break;
            case 'a':
                object? item = Pop();
                Top<List<object?>>().Add(item);
                break;
            case 'e' or '\x90':
                List<object?> items = PopToMark();
                Top<List<object?>>().AddRange(items);
                break;
            case 'd':
                List<object?> entries = PopToMark();
                Push(new PickledDictionary());
                SetEntries(entries);
                break;
            case 's':
                object? value = Pop();
                SetEntries([Pop(), value]);
                break;
            case 'u':
                SetEntries(PopToMark());
                break;
            default:
                throw new PickleException($"It has the instruction 0x{code:x2}, which PyTorch's checkpoints have not.");
        }
    }

    private void SetEntries(List<object?> keysAndValues)
    {
        // What an unknown class keeps in its dictionary is of no use here.
        if (_stack[^1] is PickledObject)
        {
            return;
        }

        PickledDictionary dictionary = Top<PickledDictionary>();
        for (int i = 0; i + 1 < keysAndValues.Count; i += 2)
        {
            dictionary.Set(keysAndValues[i], keysAndValues[i + 1]);
        }
    }

    private void Push(object? value) => _stack.Add(value);

    private object? Pop()
    {
        object? top = _stack[^1];
        _stack.RemoveAt(_stack.Count - 1);
        return top;
    }

    private T Pop<T>() => Pop() is T expected ? expected : throw Damaged();

    private T Top<T>() => _stack[^1] is T expected ? expected : throw Damaged();

    private static PickleException Damaged() => new("It ends too early, or is damaged.");

    private List<object?> PopToMark()
    {
        int mark = _stack.LastIndexOf(s_mark);
        List<object?> above = _stack[(mark + 1)..];
        _stack.RemoveRange(mark, _stack.Count - mark);
        return above;
    }

    private object? Remembered(long number) => _memo.TryGetValue(number, out object? value)
        ? value
        : throw new PickleException("It refers to what it does not hold.");

    private string ReadLine()
    {
        StringBuilder line = new();
        for (char letter = (char)ReadByte(); letter != '\n'; letter = (char)ReadByte())
        {
            line.Append(letter);
        }

        return line.ToString();
    }

    private string ReadText(long bytes) => Encoding.UTF8.GetString(Bytes(bytes));

    private byte[] CopyOf(long bytes) => Bytes(bytes).ToArray();

    private byte ReadByte() => Bytes(1)[0];

    private int ReadInt32() => BinaryPrimitives.ReadInt32LittleEndian(Bytes(sizeof(int)));

    private uint ReadUInt32() => BinaryPrimitives.ReadUInt32LittleEndian(Bytes(sizeof(uint)));

    private long ReadLength() => BinaryPrimitives.ReadInt64LittleEndian(Bytes(sizeof(long)));

    private ReadOnlySpan<byte> Bytes(long count)
    {
        if (count < 0 || count > pickle.Length - _position)
        {
            throw new EndOfStreamException();
        }

        ReadOnlySpan<byte> bytes = pickle.AsSpan(_position, (int)count);
        _position += (int)count;
        return bytes;
    }

    // A number beyond 64 bits is a random generator's, and nothing of a network's.
    private void PushWhole(int bytes)
    {
        BigInteger number = new(Bytes(bytes));
        if (number >= long.MinValue && number <= long.MaxValue)
        {
            Push((long)number);
        }
        else
        {
            Push((double)number);
        }
    }
}
