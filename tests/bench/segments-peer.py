"""scikit-learn's side of `npm run bench -- segments`: answers one JSON line for each JSON line it reads."""
import json
import resource
import sys
import time

import numpy
import sklearn
from sklearn import datasets
from sklearn.cluster import KMeans
from sklearn.metrics import adjusted_rand_score, silhouette_score
from sklearn.preprocessing import StandardScaler

POINTS = {}


def load(path, rows, columns):
    return numpy.fromfile(path, dtype=numpy.float32).reshape(rows, columns)


def inertia_of(points, labels):
    """In double precision and from the labels alone, so that both sides are judged alike."""
    total = 0.0
    for label in range(labels.max() + 1):
        own = points[labels == label].astype(numpy.float64)
        if len(own):
            total += ((own - own.mean(axis=0)) ** 2).sum()
    return total


def fit(wish):
    points = POINTS['all']
    model = KMeans(n_clusters=len(wish['starts']), init=points[wish['starts']], n_init=1, tol=wish['tolerance'], max_iter=300, algorithm='lloyd')
    began = time.perf_counter()
    model.fit(points)
    spent = (time.perf_counter() - began) * 1000
    return {'ms': spent, 'iterations': int(model.n_iter_), 'inertia': inertia_of(points, model.labels_)}


def silhouette(wish):
    points = POINTS['all']
    labels = numpy.fromfile(wish['labels'], dtype=numpy.uint8)
    began = time.perf_counter()
    score = silhouette_score(points.astype(numpy.float64), labels, metric='sqeuclidean')
    return {'ms': (time.perf_counter() - began) * 1000, 'silhouette': float(score)}


def pipeline(wish):
    points = load(wish['path'], wish['rows'], wish['columns'])
    trials = []
    for k in range(2, 13):
        model = KMeans(n_clusters=k, init='k-means++', n_init=10, tol=1e-4, max_iter=300, random_state=wish['seed'] + k, algorithm='lloyd').fit(points)
        score = silhouette_score(points, model.labels_, sample_size=5000, random_state=wish['seed'])
        trials.append({'k': k, 'labels': model.labels_, 'silhouette': float(score)})
    usage = resource.getrusage(resource.RUSAGE_SELF)
    measured = {'cpuMs': (usage.ru_utime + usage.ru_stime) * 1000, 'peakMb': usage.ru_maxrss / 1024}
    return {**measured, 'trials': [{'k': one['k'], 'silhouette': one['silhouette'], 'inertia': inertia_of(points, one['labels'])} for one in trials]}


def labelled(wish):
    """A public labelled set that comes with scikit-learn, every column at mean 0 and deviation 1, written for the other side to read."""
    data = getattr(datasets, 'load_' + wish['set'])()
    points = StandardScaler().fit_transform(data.data).astype(numpy.float32)
    points.tofile(wish['path'])
    POINTS['all'] = points
    POINTS['truth'] = data.target
    return {'rows': points.shape[0], 'columns': points.shape[1], 'k': int(data.target.max()) + 1}


def quality_of(points, labels):
    return {
        'silhouette': float(silhouette_score(points.astype(numpy.float64), labels)),
        'truth': float(adjusted_rand_score(POINTS['truth'], labels)),
        'inertia': inertia_of(points, labels),
    }


def quality(wish):
    """Both labellings of one seed under the same measures: theirs is read from a file, ours is fitted here."""
    points = POINTS['all']
    own = KMeans(n_clusters=wish['k'], n_init=10, tol=1e-4, max_iter=300, random_state=wish['seed'], algorithm='lloyd').fit(points).labels_
    given = numpy.fromfile(wish['labels'], dtype=numpy.uint8)
    return {'own': quality_of(points, own), 'given': quality_of(points, given), 'agreement': float(adjusted_rand_score(own, given))}


def load_points(wish):
    POINTS['all'] = load(wish['path'], wish['rows'], wish['columns'])
    return {'version': sklearn.__version__}


DO = {'load': load_points, 'fit': fit, 'silhouette': silhouette, 'pipeline': pipeline, 'labelled': labelled, 'quality': quality}
for line in sys.stdin:
    asked = json.loads(line)
    print(json.dumps(DO[asked['do']](asked)), flush=True)
