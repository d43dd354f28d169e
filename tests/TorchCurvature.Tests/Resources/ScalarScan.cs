using System.Reflection;
using Mono.Cecil;
using Mono.Cecil.Cil;
using TorchSharp;

namespace TorchCurvature.Tests.Resources;

/// <summary>
/// Finds, in compiled code, numbers (TorchSharp's <c>Scalar</c>) that are made and not held until the native library has read them: first
/// in TorchSharp itself, then in code that calls it. A number counts as held where it goes straight into a local that is disposed of or
/// kept alive later on, as <c>using</c> compiles to.
/// </summary>
internal sealed class ScalarScan : IDisposable
{
    private const string Scalar = "TorchSharp.Scalar";

    private readonly DefaultAssemblyResolver _resolver = new();
    private readonly AssemblyDefinition _torchSharp;
    private readonly HashSet<MethodDefinition> _unheld;

    public ScalarScan()
    {
        _resolver.AddSearchDirectory(AppContext.BaseDirectory);
        _torchSharp = Read(typeof(torch).Assembly);
        _unheld = WithTheirCallers(Methods(_torchSharp).Where(m => !MakesNumber(m) && Makers(m).Any(i => !IsHeld(i, m))));
    }

    /// <summary>Full names of the functions of TorchSharp that make a number they do not hold, or call one that does.</summary>
    public IEnumerable<string> UnheldInTorchSharp => _unheld.Select(m => m.FullName);

    /// <summary>What an assembly does that it must not, a line for each.</summary>
    /// <param name="code">The assembly, which lies beside the tests.</param>
    /// <param name="helper">Full name of the one type that may make numbers, if it holds them.</param>
    public IReadOnlyList<string> Violations(Assembly code, string? helper)
    {
        return [.. from method in Methods(Read(code))
            from instruction in method.Body.Instructions
            let fault = FaultOf(instruction, method, helper)
            where fault is not null
            select $"{method.DeclaringType.FullName}.{method.Name} {fault}"];
    }

    public void Dispose() => _resolver.Dispose();

    // By its full name, as references name it: under another one the resolver would read it a second time, with other definitions.
    private AssemblyDefinition Read(Assembly code) => _resolver.Resolve(AssemblyNameReference.Parse(code.FullName));

    private string? FaultOf(Instruction instruction, MethodDefinition method, string? helper)
    {
        if (instruction.Operand is not MethodReference called)
        {
            return null;
        }

        if (MakesNumber(called))
        {
            bool isAllowed = method.DeclaringType.FullName == helper && IsHeld(instruction, method);
            return isAllowed ? null : $"makes a number by {called.FullName}, outside the helper or without holding it";
        }

        if (DefinitionOf(called) is not { } definition)
        {
            return null;
        }

        if (_unheld.Contains(definition))
        {
            return $"calls {called.FullName}, which does not hold a number";
        }

        MethodDefinition? forward = UnheldForward(definition);
        return forward is null ? null : $"makes a layer by {called.FullName}, and {forward.FullName} does not hold a number";
    }

    // Which forward a call reaches cannot be seen, but which layers are made can.
    private MethodDefinition? UnheldForward(MethodDefinition maker)
    {
        TypeReference made = maker.IsConstructor ? maker.DeclaringType : maker.ReturnType;
        return WithItsBases(made).SelectMany(t => t.Methods).FirstOrDefault(m => m.Name == "forward" && _unheld.Contains(m));
    }

    private IEnumerable<TypeDefinition> WithItsBases(TypeReference? type)
    {
        // A type parameter has no definition: which type it stands for is decided by the caller.
        while (type?.Scope == _torchSharp.MainModule && type.Resolve() is { } definition)
        {
            yield return definition;
            type = definition.BaseType;
        }
    }

    private HashSet<MethodDefinition> WithTheirCallers(IEnumerable<MethodDefinition> methods)
    {
        ILookup<MethodDefinition, MethodDefinition> callers =
            (from method in Methods(_torchSharp)
             from instruction in method.Body.Instructions
             let called = instruction.Operand is MethodReference reference ? DefinitionOf(reference) : null
             where called is not null
             select (Called: called, Caller: method)).ToLookup(call => call.Called, call => call.Caller);
        HashSet<MethodDefinition> found = [.. methods];
        var left = new Queue<MethodDefinition>(found);
        while (left.TryDequeue(out MethodDefinition? method))
        {
            foreach (MethodDefinition caller in callers[method].Where(c => !MakesNumber(c) && found.Add(c)))
            {
                left.Enqueue(caller);
            }
        }

        return found;
    }

    private static MethodDefinition? DefinitionOf(MethodReference called) => called switch
    {
        MethodDefinition definition => definition,
        _ when called.DeclaringType.Scope is { Name: "TorchSharp" or "TorchSharp.dll" } => called.Resolve(),
        _ => null,
    };

    private static IEnumerable<MethodDefinition> Methods(AssemblyDefinition assembly) =>
        assembly.MainModule.GetTypes().SelectMany(t => t.Methods).Where(m => m.HasBody);

    private static IEnumerable<Instruction> Makers(MethodDefinition method) =>
        method.Body.Instructions.Where(i => i.Operand is MethodReference called && MakesNumber(called));

    private static bool MakesNumber(MethodReference method) =>
        method.ReturnType.FullName == Scalar || (method.Name == ".ctor" && method.DeclaringType.FullName == Scalar);

    private static bool IsHeld(Instruction maker, MethodDefinition method)
    {
        VariableDefinition? local = LocalOf(maker.Next, Code.Stloc, Code.Stloc_S, Code.Stloc_0, method);
        IEnumerable<Instruction> later = method.Body.Instructions.Where(i => i.Offset > maker.Offset);
        IEnumerable<Instruction> releases = later.Where(i => IsRelease(i.Next));
        return local is not null && releases.Any(i => LocalOf(i, Code.Ldloc, Code.Ldloc_S, Code.Ldloc_0, method) == local);
    }

    private static bool IsRelease(Instruction? instruction) =>
        instruction?.Operand is MethodReference { Name: "Dispose" or nameof(GC.KeepAlive) };

    // The first four locals have instructions of their own.
    private static VariableDefinition? LocalOf(Instruction? instruction, Code wide, Code near, Code first, MethodDefinition method)
    {
        if (instruction is null)
        {
            return null;
        }

        Code code = instruction.OpCode.Code;
        if (code == wide || code == near)
        {
            return (VariableDefinition)instruction.Operand;
        }

        int index = code - first;
        return index is >= 0 and < 4 ? method.Body.Variables[index] : null;
    }
}
