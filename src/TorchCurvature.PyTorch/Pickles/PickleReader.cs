using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace TorchCurvature.PyTorch.Pickles;

/// <summary>
/// Reads a pickle of protocols 2 to 5 as plain values: long, double, bool, string, byte[], null, lists (tuples and sets too),
/// dictionaries. No code of the file's is run: what classes and functions it names is for <see cref="IPickleFunctions"/> to understand.
/// </summary>
internal sealed class PickleReader(Stream content, IPickleFunctions functions) : IDisposable
{
    private static readonly object s_mark = new();

    private readonly BinaryReader _content = new(content, Encoding.UTF8);
    private readonly List<object?> _stack = [];
    private readonly Dictionary<long, object?> _memo = [];

    /// <exception cref="PickleException">It is not such a pickle.</exception>
    public object? Read()
    {
        try
        {
            for (byte code = _content.ReadByte(); code != (byte)'.'; code = _content.ReadByte())
            {
                Execute(code);
            }

            return Pop();
        }
        catch (Exception e) when (e is EndOfStreamException or InvalidCastException or ArgumentOutOfRangeException or FormatException)
        {
            throw new PickleException("It ends too early, or is damaged.");
        }
    }

    public void Dispose() => _content.Dispose();

    private void Execute(byte code)
    {
        switch ((char)code)
        {
            case '\x80':
                _content.ReadByte();
                break;
            case '\x95':
                _content.ReadInt64();
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
                _memo[_content.ReadByte()] = _stack[^1];
                break;
            case 'r':
                _memo[_content.ReadUInt32()] = _stack[^1];
                break;
            case '\x94':
                _memo[_memo.Count] = _stack[^1];
                break;
            case 'h':
                Push(Remembered(_content.ReadByte()));
                break;
            case 'j':
                Push(Remembered(_content.ReadUInt32()));
                break;
            case 'c':
                Push(functions.Find(new PickledClass(ReadLine(), ReadLine())));
                break;
            case '\x93':
                string name = (string)Pop()!;
                Push(functions.Find(new PickledClass((string)Pop()!, name)));
                break;
            case 'R' or '\x81':
                List<object?> arguments = (List<object?>)Pop()!;
                Push(functions.Call(Pop(), arguments));
                break;
            case '\x92':
                throw new PickleException("It makes objects by keywords, which no checkpoint needs.");
            case 'b':
                object? state = Pop();
                functions.SetState(_stack[^1], state);
                break;
            case 'Q':
                Push(functions.Load((List<object?>)Pop()!));
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
                Push((long)_content.ReadInt32());
                break;
            case 'K':
                Push((long)_content.ReadByte());
                break;
            case 'M':
                Push((long)_content.ReadUInt16());
                break;
            case '\x8a':
                PushWhole(_content.ReadByte());
                break;
            case '\x8b':
                PushWhole(_content.ReadInt32());
                break;
            case 'G':
                Push(BinaryPrimitives.ReadDoubleBigEndian(ReadBytes(sizeof(double))));
                break;
            case 'X' or 'T':
                Push(ReadText(_content.ReadInt32()));
                break;
            case '\x8c' or 'U':
                Push(ReadText(_content.ReadByte()));
                break;
            case '\x8d':
                Push(ReadText(_content.ReadInt64()));
                break;
            case 'B':
                Push(ReadBytes(_content.ReadInt32()));
                break;
            case 'C':
                Push(ReadBytes(_content.ReadByte()));
                break;
            case '\x8e' or '\x96':
                Push(ReadBytes(_content.ReadInt64()));
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
                ((List<object?>)_stack[^1]!).Add(item);
                break;
            case 'e' or '\x90':
                List<object?> items = PopToMark();
                ((List<object?>)_stack[^1]!).AddRange(items);
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

        PickledDictionary dictionary = (PickledDictionary)_stack[^1]!;
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
        for (char letter = (char)_content.ReadByte(); letter != '\n'; letter = (char)_content.ReadByte())
        {
            line.Append(letter);
        }

        return line.ToString();
    }

    private string ReadText(long bytes) => Encoding.UTF8.GetString(ReadBytes(bytes));

    private byte[] ReadBytes(long count)
    {
        byte[] bytes = _content.ReadBytes(checked((int)count));
        return bytes.Length == count ? bytes : throw new EndOfStreamException();
    }

    // A number beyond 64 bits is a random generator's, and nothing of a network's.
    private void PushWhole(int bytes)
    {
        BigInteger number = new(ReadBytes(bytes));
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
