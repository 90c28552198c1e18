// Dense layers found on graphs written by hand, and the Hessian assembled from them against products with every unit
// vector, which know nothing of layers.
#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include "saddlescope/base/error.h"
#include "saddlescope/base/random.h"
#include "saddlescope/engine/dense_layers.h"
#include "saddlescope/engine/exact_hessian.h"
#include "saddlescope/engine/transform.h"
#include "saddlescope/linalg/blas.h"

namespace saddlescope::engine {
namespace {

constexpr std::size_t kFeatures = 3;
constexpr double kAgreement = 1e-12;  // × ‖H‖_F: two orders of summation of some hundred terms

/// Parameters at consecutive offsets of θ, and a loss on n samples: x [kFeatures, n] in slot 0.
struct Model {
  explicit Model(std::size_t samples) : n(samples), x(graph->input(0, {kFeatures, n})) {}
  Value parameter(const Shape& shape) {
    theta.push_back(graph->parameter(P, shape));
    P += element_count(shape);
    return theta.back();
  }
  Value repeated(Value b) { return broadcast(b, {b.shape()[0], n}, {1}); }

  std::unique_ptr<Graph> graph = std::make_unique<Graph>();
  std::size_t n, P = 0;
  Value x;
  std::vector<Value> theta;
};
using Build = std::function<Value(Model&)>;  // the loss

struct Graphed {
  std::string name;
  std::size_t layers;  ///< that are found
  Build build;
};
void PrintTo(const Graphed& graphed, std::ostream* out) { *out << graphed.name; }

Value plain_layers(Model& m) {
  const Value a = tanh(matmul(m.parameter({4, kFeatures}), m.x) + m.repeated(m.parameter({4})));
  return sum(square(matmul(m.parameter({2, 4}), a) + m.repeated(m.parameter({2}))));
}

const std::vector<Graphed>& graphs() {
  static const std::vector<Graphed> all = {
      {"PlainLayers", 2, plain_layers},
      {"BiasesBeforeTheirWeights", 2,
       [](Model& m) {
         const Value b = m.parameter({4}), c = m.parameter({2});
         const Value a = tanh(matmul(m.parameter({4, kFeatures}), m.x) + m.repeated(b));
         return sum(square(matmul(m.parameter({2, 4}), a) + m.repeated(c)));
       }},
      {"LaterLayersFirstInTheta", 2,
       [](Model& m) {
         const Value V = m.parameter({2, 4}), W = m.parameter({4, kFeatures});
         return sum(exp(matmul(V, sigmoid(matmul(W, m.x)))));
       }},
      {"EveryTransposition", 4,
       [](Model& m) {  // [h, n], [n, h], weights stored either way
         const Value a = tanh(matmul(m.parameter({kFeatures, 4}), m.x, true, false) + m.repeated(m.parameter({4})));
         const Value b = sigmoid(matmul(a, m.parameter({5, 4}), true, true));                     // [n, 5]
         const Value bias = broadcast(m.parameter({2}), {m.n, 2}, {0});
         const Value c = tanh(matmul(b, m.parameter({5, 2})) + bias);                             // [n, 2]
         return sum(exp(matmul(m.parameter({3, 2}), c, false, true)));                            // [3, n]
       }},
      {"ResidualAndBranches", 4,
       [](Model& m) {
         const Value a = tanh(matmul(m.parameter({kFeatures, kFeatures}), m.x) + m.repeated(m.parameter({kFeatures})));
         const Value b = m.x + a * matmul(m.parameter({kFeatures, kFeatures}), a);
         const Value left = matmul(m.parameter({2, kFeatures}), b), right = matmul(m.parameter({2, kFeatures}), a);
         return sum(left * sin(right)) + sum(square(b));
       }},
      {"SoftmaxBetweenLayers", 2,
       [](Model& m) {
         const Value z = matmul(m.parameter({4, kFeatures}), m.x);
         return sum(square(matmul(m.parameter({2, 4}), log_softmax(z, 0))));
       }},
      {"LayersWithoutSecondDerivativeBetweenThem", 2,
       [](Model& m) {
         return sum(square(matmul(m.parameter({2, kFeatures}), m.x))) +
                sum(exp(matmul(m.parameter({1, kFeatures}), m.x)));
       }},
      {"ALinearLoss", 1, [](Model& m) { return sum(matmul(m.parameter({2, kFeatures}), m.x)); }},
      {"ScaledByOtherParameters", 2,
       [](Model& m) {
         const Value scale = m.parameter({4}), a = tanh(matmul(m.parameter({4, kFeatures}), m.x));
         const Value b = a * m.repeated(scale) + m.repeated(square(scale));
         return sum(square(matmul(m.parameter({2, 4}), b) + m.repeated(m.parameter({2}))));
       }},
      {"AWeightUsedTwice", 1,
       [](Model& m) {
         const Value W = m.parameter({kFeatures, kFeatures});
         const Value a = tanh(matmul(W, tanh(matmul(W, m.x))));
         return sum(square(matmul(m.parameter({2, kFeatures}), a) + m.repeated(m.parameter({2}))));
       }},
      {"AWeightPenalized", 1,
       [](Model& m) {
         const Value W = m.parameter({4, kFeatures});
         return sum(square(matmul(m.parameter({2, 4}), tanh(matmul(W, m.x))))) + sum(square(square(W)));
       }},
      {"AWeightOverlappingAnother", 1,
       [](Model& m) {
         const Value W = m.parameter({4, kFeatures}), piece = m.graph->parameter(2, {2});
         return sum(square(matmul(m.parameter({2, 4}), tanh(matmul(W, m.x))))) * sum(exp(piece));
       }},
      {"ABiasUsedTwice", 2,
       [](Model& m) {
         const Value b = m.parameter({4}), z = matmul(m.parameter({4, kFeatures}), m.x) + m.repeated(b);
         return sum(square(matmul(m.parameter({2, 4}), tanh(z)))) + sum(square(square(b)));
       }},
      {"AProductOfParameters", 0,
       [](Model& m) { return sum(square(matmul(matmul(m.parameter({2, 2}), m.parameter({2, kFeatures})), m.x))); }},
      {"MeansOverSamples", 1,
       [](Model& m) {  // batch statistics mix the samples of what is upstream
         const Value z = matmul(m.parameter({4, kFeatures}), m.x);
         const Value centred = z - m.repeated(sum(z, {1}) * (1.0 / static_cast<double>(m.n)));
         return sum(square(matmul(m.parameter({2, 4}), tanh(centred)) + m.repeated(m.parameter({2}))));
       }},
      {"AFunctionOfTheSum", 0,
       [](Model& m) { return exp(sum(square(matmul(m.parameter({2, kFeatures}), m.x))) * 0.1); }},
      {"SamplesOfAllAgainstAll", 0,
       [](Model& m) {
         const Value z = matmul(m.parameter({2, kFeatures}), m.x);
         return sum(tanh(matmul(z, z, true, false)));
       }},
      {"AFactorOfTheSum", 1,
       [](Model& m) { return sum(square(matmul(m.parameter({2, kFeatures}), m.x))) * exp(sum(m.parameter({3}))); }},
      {"NothingButOthers", 0, [](Model& m) { return sum(square(m.parameter({3}))) * sum(m.parameter({2})); }},
  };
  return all;
}

/// The sum over chunks of one model: data, programs, and both ways to its Hessian.
struct Problem {
  Problem(const Build& build, std::size_t samples, std::size_t chunk) {
    RandomStream random(31, "layer hessian");
    std::vector<Chunk> chunks;
    std::vector<LayerTerm> terms;
    for (std::size_t first = 0; first < samples; first += chunk) {
      Model model(std::min(chunk, samples - first));
      const Value loss = build(model);
      data.push_back(std::make_unique<Vector>(kFeatures * model.n));
      for (double& x : *data.back()) x = random.normal();
      const auto gradient = vjp({loss}, {model.graph->constant(1, {})}, model.theta);
      const auto product = jvp(gradient, tangents(model.theta));
      P = model.P;
      std::vector<Output> outputs;
      for (std::size_t i = 0; i < product.size(); ++i) outputs.push_back({product[i], offset_of(model.theta[i])});
      chunks.push_back({std::make_shared<const Program>(*model.graph, outputs), {data.back()->data()}});
      terms.push_back({std::make_shared<const PreactivationHessian<double>>(loss), {data.back()->data()}});
    }
    products = std::make_unique<ChunkSum>(chunks);
    layers = std::make_unique<LayerHessian>(terms);
    theta.resize(P);
    RandomStream weights(32, "weights");
    for (double& entry : theta) entry = 0.7 * weights.normal();
  }
  Matrix by_products() const {
    Context context;
    Matrix H(P, P);
    products->linearize(theta, {}, context)->apply(Matrix::identity(P), H, context);
    return H;
  }
  Matrix exact(int threads = 1) const {
    Context context;
    context.threads = threads;
    Matrix H(P, P);
    for (std::size_t i = 0; i < P * P; ++i) H.data()[i] = std::nan("");  // every entry is written
    exact_hessian(*layers, 0, *products->linearize(theta, {}, context), theta, H, context);
    return H;
  }

  std::size_t P = 0;
  std::vector<std::unique_ptr<Vector>> data;
  std::unique_ptr<ChunkSum> products;
  std::unique_ptr<LayerHessian> layers;
  Vector theta;
};

double frobenius(const Matrix& A) { return norm({A.data(), A.rows() * A.columns()}); }
double distance(const Matrix& A, const Matrix& B) {
  Vector difference(A.rows() * A.columns());
  for (std::size_t i = 0; i < difference.size(); ++i) difference[i] = A.data()[i] - B.data()[i];
  return norm(difference);
}

class LayerHessianOf : public testing::TestWithParam<Graphed> {};

TEST_P(LayerHessianOf, FindsTheLayersWhoseSamplesAreIndependent) {
  Model model(5);
  const Value loss = GetParam().build(model);
  EXPECT_EQ(dense_layers(loss).size(), GetParam().layers);
}

TEST_P(LayerHessianOf, IsWhatProductsWithUnitVectorsGive) {
  for (const auto& [samples, chunk] :
       std::vector<std::pair<std::size_t, std::size_t>>{{1, 96}, {2, 1}, {5, 96}, {23, 7}, {310, 300}}) {
    if (GetParam().name.find("Sum") != std::string::npos && samples > chunk) continue;  // a term of its own each
    const Problem problem(GetParam().build, samples, chunk);
    const Matrix H = problem.by_products();
    EXPECT_LE(distance(problem.exact(), H), kAgreement * frobenius(H)) << samples << " samples by " << chunk;
  }
}

TEST_P(LayerHessianOf, IsSymmetricAndTheSameBitsForAnyNumberOfThreads) {
  const Problem problem(GetParam().build, 40, 9);
  const Matrix H = problem.exact(1);
  for (std::size_t j = 0; j < problem.P; ++j)
    for (std::size_t i = 0; i < j; ++i) EXPECT_EQ(H(i, j), H(j, i));
  EXPECT_EQ(distance(problem.exact(2), H), 0);
  EXPECT_EQ(distance(problem.exact(3), H), 0);
}

INSTANTIATE_TEST_SUITE_P(Graphs, LayerHessianOf, testing::ValuesIn(graphs()),
                         [](const auto& graphed) { return graphed.param.name; });

// Σₙ ½(w·xₙ)²: H = Σₙ xₙxₙᵀ.
TEST(LayerHessian, OfALinearUnitIsTheSecondMomentOfItsInputs) {
  const Problem problem([](Model& m) { return sum(square(matmul(m.parameter({1, kFeatures}), m.x))) * 0.5; }, 50, 20);
  const Matrix H = problem.exact();
  for (std::size_t p = 0; p < kFeatures; ++p)
    for (std::size_t q = 0; q < kFeatures; ++q) {
      double moment = 0;
      for (const auto& x : problem.data) {
        const std::size_t n = x->size() / kFeatures;
        for (std::size_t i = 0; i < n; ++i) moment += (*x)[p * n + i] * (*x)[q * n + i];
      }
      EXPECT_NEAR(H(p, q), moment, 50 * 0x1p-52 * std::abs(H(p, p) + H(q, q)));
    }
}

// One layer of h units over d inputs so wide that rows and columns fill several blocks.
TEST(LayerHessian, OfWideLayersIsWhatProductsGive) {
  const Problem problem(
      [](Model& m) {
        const Value a = tanh(matmul(m.parameter({37, kFeatures}), m.x) + m.repeated(m.parameter({37})));
        return sum(exp(matmul(m.parameter({11, 37}), a) + m.repeated(m.parameter({11}))));
      },
      30, 16);
  const Matrix H = problem.by_products();
  EXPECT_LE(distance(problem.exact(2), H), kAgreement * frobenius(H));
}

// Of layers further apart than neighbours rows go unit by unit: 9·18·7 of them here, in blocks of 96.
TEST(LayerHessian, OfDistantLayersInSeveralBlocksIsWhatProductsGive) {
  const Problem problem(
      [](Model& m) {
        const Value a = tanh(matmul(m.parameter({9, kFeatures}), m.x) + m.repeated(m.parameter({9})));
        const Value b = tanh(matmul(m.parameter({17, 9}), a) + m.repeated(m.parameter({17})));
        return sum(exp(matmul(m.parameter({7, 17}), b) + m.repeated(m.parameter({7}))));
      },
      30, 16);
  const Matrix H = problem.by_products();
  EXPECT_LE(distance(problem.exact(2), H), kAgreement * frobenius(H));
}

// A single unit behind two layers: its weights and its bias are one line of each row, cut by the blocks' borders; and so
// many samples that threads share the blocks, narrower ones than a single thread takes.
TEST(LayerHessian, OfASingleUnitIsWhatProductsGiveHoweverThreadsShareIt) {
  for (const bool inputs_first : {false, true}) {
    const Problem problem(
        [&](Model& m) {
          const Value a = tanh(matmul(m.parameter({11, kFeatures}), m.x) + m.repeated(m.parameter({11})));
          const Value b = tanh(matmul(m.parameter({13, 11}), a) + m.repeated(m.parameter({13})));
          const Value W = inputs_first ? m.parameter({13, 1}) : m.parameter({1, 13});
          return sum(exp(matmul(W, b, inputs_first, false) + m.repeated(m.parameter({1}))));
        },
        300, 104);
    const Matrix H = problem.by_products(), alone = problem.exact(1);
    EXPECT_LE(distance(alone, H), kAgreement * frobenius(H));
    EXPECT_EQ(distance(problem.exact(2), alone), 0);
    EXPECT_EQ(distance(problem.exact(3), alone), 0);
  }
}

ErrorKind kind_of(const std::function<void()>& call) {
  try {
    call();
  } catch (const Error& error) {
    return error.kind();
  }
  return ErrorKind::internal;
}

// So many samples that S and A don't fit in kPanelBytes at once: panels are added to one another, each is reported, and
// between them a stop is heard.
TEST(LayerHessian, OfManySamplesGoesPanelByPanel) {
  const Problem problem(plain_layers, 300000, 3000);
  Context context;
  const auto products = problem.products->linearize(problem.theta, {}, context);
  Matrix H(problem.P, problem.P), V(problem.P, 2), HV(problem.P, 2), difference(problem.P, 2);
  std::vector<double> done;
  context.progress = [&](const Progress& progress) { done.push_back(progress.done / progress.total); };
  exact_hessian(*problem.layers, 0, *products, problem.theta, H, context);
  ASSERT_GE(done.size(), 3U);
  EXPECT_EQ(done.back(), 1);

  RandomStream random(33, "directions");
  for (std::size_t i = 0; i < 2 * problem.P; ++i) V.data()[i] = random.normal();
  products->apply(V, HV, context);
  multiply(H, saddlescope::Transpose::no, V, saddlescope::Transpose::no, difference);
  EXPECT_LE(distance(difference, HV), kAgreement * frobenius(H) * frobenius(V));

  std::stop_source source;
  context.stop = source.get_token();
  done.clear();
  context.progress = [&](const Progress& progress) {
    done.push_back(progress.done / progress.total);
    source.request_stop();
  };
  EXPECT_EQ(kind_of([&] { exact_hessian(*problem.layers, 0, *products, problem.theta, H, context); }),
            ErrorKind::interrupted);
  EXPECT_EQ(done.size(), 1U);
}

TEST(LayerHessian, RequiresItsMemoryBeforeItTakesIt) {
  const Problem problem(plain_layers, 30, 10);
  Context context;
  const auto products = problem.products->linearize(problem.theta, {}, context);
  Matrix H(problem.P, problem.P);
  context.memory = static_cast<std::size_t>(problem.layers->bytes(1)) - 1;
  EXPECT_EQ(kind_of([&] { exact_hessian(*problem.layers, 0, *products, problem.theta, H, context); }),
            ErrorKind::memory);
  context.memory += 1;
  exact_hessian(*problem.layers, 0, *products, problem.theta, H, context);
}

}  // namespace
}  // namespace saddlescope::engine
