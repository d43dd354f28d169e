// The five largest eigenvalues of a trained network, from Hessian-vector products alone: each with the radius of an interval that is
// proven to hold an eigenvalue.
using TorchCurvature;
using TorchCurvature.Curvature;
using TorchCurvature.Data;
using TorchCurvature.Eigensolvers;
using TorchCurvature.Losses;
using TorchCurvature.Models;
using TorchCurvature.Resources;
using TorchCurvature.Training;

NativeRuntime.Configure();
using TrainTestSplit blobs = GaussianBlobs.Generate(classes: 4, dimension: 20, samples: 200);
using var model = MultilayerPerceptron.Create(20, [10], 4, Activation.Tanh, seed: 1);
var training = new TrainingOptions { Optimizer = new GradientDescentSpec { LearningRate = 0.1 }, MaxSteps = 500 };
new Trainer(model, new CrossEntropy(), blobs.Train, training).Run();

using Batches batches = blobs.Train.Batches();
var risk = new EmpiricalRisk(model, new CrossEntropy(), batches);
using ExtremalEigenPairs top = risk.Hessian().Top(5);
foreach (RitzPair pair in top.Pairs)
{
    Console.WriteLine($"{pair.Value} ± {pair.Radius}");
}

Console.WriteLine($"{top.Products} products of {risk.Dimension} numbers");
